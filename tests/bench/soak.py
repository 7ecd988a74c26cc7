"""Watches a simulated tenant for a month at high speed, with things going wrong, and tells what scimtop holds.

    python3 tests/bench/soak.py --binary target/release/scimtop [--users N] [--groups N] [--days N] [--speed X] [--seed S]

People join, leave, move and are moved by hand all the month; every simulated day other faults are on, and
for its last quarter none. Printed are the resident memory after each of some spans of the tenant's time, what
was printed and polled, and how many files scimtop has open. The month is over when the tenant's clock says so.
"""

import collections
import os
import random
import re
import subprocess
import tempfile
import threading
import time
import urllib.request

from simulated import parser, simulator

HOUR, DAY = 3600, 86400
# Lines of one span of faults that are worth a line of ours.
LOUD = 300
POLL = {"DIRECTORY": "1s", "SCIM": "1s", "JOB": "1s", "LOGS": "2s", "AUDIT": "1s", "HINTS": "1s"}
FAULTS = [
    "page-cap=50", "start-index-ignored", "start-index-refused", "items-per-page-wrong", "past-end-repeats", "pages-overlap",
    "rows-withheld", "order-unstable", "churn", "total-wrong", "total-absent", "resources-null", "resources-lost",
    "schemas-missing", "count-refused", "cursor-expired", "cursor-loop", "poison-row", "duplicate-rows", "numeric-ids",
    "string-booleans", "invisible-characters", "huge-names", "deep-nesting",
]


def arguments():
    options = parser(__doc__, users=2_000, groups=40)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--speed", type=int, default=3_600)
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args()


def events(asked, chance):
    """Two events an hour."""
    for number in range(asked.days * 48):
        minute, user, group = number * 30, chance.randrange(asked.users), chance.randrange(12)
        yield minute, chance.choice([
            f'do = "join"\nupn = "new.{number}"\nname = "New {number}"\ngroup = {group}',
            f'do = "leave"\nuser = {user}\nhow = "{chance.choice(["disable", "delete", "unassign"])}"',
            f'do = "return"\nuser = {user}',
            f'do = "move"\nuser = {user}\ntitle = "Title {number}"',
            f'do = "member_add"\nuser = {user}\ngroup = {group}',
            f'do = "member_remove"\nuser = {user}\ngroup = {group}',
            f'do = "provider_remove_member"\nuser = {user}\ngroup = {group}',
            f'do = "provider_edit"\nuser = {user}\nattribute = "title"\nvalue = "By hand {number}"',
        ])


def scenario(asked, folder):
    path = os.path.join(folder, "month.toml")
    with open(path, "w", encoding="utf-8") as file:
        for minute, row in events(asked, random.Random(asked.seed)):
            file.write(f'[[event]]\nat = "{minute}m"\n{row}\n')
    return path


def start(asked, folder):
    return simulator(asked.binary, "--speed", asked.speed, "--users", asked.users, "--groups", asked.groups,
                     "--seed", asked.seed, "--scenario", scenario(asked, folder))


def held(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) * 1024


def count(stream, counted):
    for line in stream:
        counted["lines"] += 1
        words = re.findall(r"[a-z_]+:?", line.decode(errors="replace").split(" ", 1)[-1])
        counted["kinds"][" ".join(words[:3])] += 1
        if b"panicked" in line:
            counted["panics"] += 1


def watch(asked, simulator_url, process, began, counted):
    """Puts other faults on each day, and notes what is held after some spans."""
    chance, day, noted, faults, lines = random.Random(asked.seed), None, {}, [], 0
    spans = [span for span in (HOUR, DAY, 7 * DAY, 14 * DAY, 21 * DAY) if span < asked.days * DAY] + [asked.days * DAY]
    while spans:
        if process.poll() is not None:
            raise SystemExit(f"scimtop ended with {process.returncode}")
        passed = (time.monotonic() - began) * asked.speed
        today, hour = divmod(passed, DAY)
        phase = (int(today), hour > 18 * HOUR)
        if phase != day:
            if counted["lines"] - lines > LOUD:
                print(f"until day {passed / DAY:.2f}, with {faults or 'no faults'}: {counted['lines'] - lines} lines, most of "
                      f"them {counted['kinds'].most_common(4)}", flush=True)
            lines, counted["kinds"] = counted["lines"], collections.Counter()
            faults = [] if phase[1] else chance.sample(FAULTS, 2)
            body = " ".join(f"scim:{fault}" for fault in faults).encode()
            urllib.request.urlopen(urllib.request.Request(f"{simulator_url}/_sim/faults", data=body, method="POST")).read()
            day = phase
        if passed >= spans[0]:
            span = spans.pop(0)
            noted[span] = held(process.pid)
            files = len(os.listdir(f"/proc/{process.pid}/fd"))
            print(f"after {span / DAY:6.2f} days: {noted[span] / 1e6:6.1f} MB, {files} open files, {counted['lines']} lines", flush=True)
        time.sleep(0.1)
    return noted


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        simulator, values = start(asked, folder)
        began = time.monotonic()
        plain = {name: text for name, text in os.environ.items() if not name.startswith(("SCIMTOP_", "XDG_"))}
        polls = {f"SCIMTOP_POLL_{name}": pause for name, pause in POLL.items()}
        log = os.path.join(folder, "log")
        process = subprocess.Popen([asked.binary, "--plain", "--log", log], env=plain | values | polls | {"HOME": folder},
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        counted = {"lines": 0, "panics": 0, "kinds": collections.Counter()}
        threading.Thread(target=count, args=(process.stdout, counted), daemon=True).start()
        try:
            noted = watch(asked, values["SCIMTOP_GRAPH_URL"], process, began, counted)
        finally:
            process.terminate()
            process.wait()
            simulator.terminate()
        with open(log, encoding="utf-8", errors="replace") as file:
            reads = sum("monitor::pump: read source=" in line for line in file)
        spans = sorted(noted)
        print(f"{asked.days} days of {asked.users} people: {reads} reads, {counted['lines']} lines, {counted['panics']} panics; "
              f"memory at the end / after the first hour: {noted[spans[-1]] / noted[spans[0]]:.2f}, / after the first day: "
              f"{noted[spans[-1]] / noted[DAY]:.2f}")


if __name__ == "__main__":
    main()
