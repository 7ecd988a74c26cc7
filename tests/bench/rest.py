"""Measures what the dashboard costs while nothing happens: CPU, wake-ups, and bytes to the terminal.

    python3 tests/bench/rest.py --binary target/release/scimtop [--seconds N] [--users N] [--groups N] [--screen KEYS]

A simulated tenant in order, read once; polls are hours apart, so that the span that is measured is one between two of them.
The dashboard runs in a pty of 120 columns and 40 lines. Measured is the process itself, all threads of it, as the kernel
counts it. With --moving the tenant's clock runs like the wall's: then ages and the time of day change on the screen, and
what that costs is in the figures, once a minute has passed in which ages count seconds; without it time stands still.
"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import tempfile
import termios
import time

from simulated import parser, simulator

SOURCES = 9
QUIET = 2.0
PATIENCE = 120.0
# Ages under a minute count seconds.
FIRST = 65.0
POLLS = ["DIRECTORY", "SCIM", "JOB", "LOGS", "AUDIT"]


def arguments():
    options = parser(__doc__, users=1_200, groups=24)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--screen", default="1", help="keys that are pressed before it is measured")
    options.add_argument("--moving", action="store_true", help="let the tenant's clock run like the wall's")
    return options.parse_args()


def start(asked):
    speed = 1 if asked.moving else 0
    return simulator(asked.binary, "--speed", speed, "--users", asked.users, "--groups", asked.groups)


def dashboard(asked, values, folder):
    """The dashboard in a terminal of its own; its process and our end of that."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    plain = {name: text for name, text in os.environ.items() if not name.startswith(("SCIMTOP_", "XDG_"))}
    rests = {f"SCIMTOP_POLL_{name}": "12h" for name in POLLS} | {"SCIMTOP_POLL_HINTS": "off", "SCIMTOP_POLL_IDLE": "off"}
    process = subprocess.Popen([asked.binary, "--no-history", "--log", os.path.join(folder, "log")], stdin=theirs, stdout=theirs,
                               stderr=subprocess.DEVNULL, start_new_session=True,
                               env=plain | values | rests | {"HOME": folder, "TERM": "xterm-256color"})
    os.close(theirs)
    return process, ours


def drained(ours, seconds):
    """What is written to the terminal within so many seconds, in bytes. Nothing is answered, as by a dumb terminal."""
    written, end = 0, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([ours], [], [], left)[0]:
            written += len(os.read(ours, 1 << 16))
    return written


def settle(process, ours, folder):
    """Waits until every source was read and compared, and nothing more is written."""
    until, read = time.monotonic() + PATIENCE, set()
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"scimtop ended with {process.returncode}")
        quiet = drained(ours, QUIET) == 0
        with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as file:
            log = file.read()
        read = {line.split("source=")[1].split()[0] for line in log.splitlines() if ": read source=" in line}
        if quiet and len(read) == SOURCES and ": compared" in log:
            return
    raise SystemExit(f"not everything was read, or the screen does not rest: {sorted(read)}")


def ticks(pid):
    """CPU ticks in user and in system mode, of all threads."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]), int(fields[12])


def switches(pid):
    """By thread: its name, how often it woke up after a wait, and how often it was put aside."""
    threads = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii", errors="replace") as file:
            fields = dict(line.rstrip().split(":", 1) for line in file)
        threads[thread] = (fields["Name"].strip(), int(fields["voluntary_ctxt_switches"]), int(fields["nonvoluntary_ctxt_switches"]))
    return threads


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        simulator, values = start(asked)
        process, ours = dashboard(asked, values, folder)
        try:
            settle(process, ours, folder)
            os.write(ours, asked.screen.encode())
            while drained(ours, FIRST if asked.moving else QUIET) and not asked.moving:
                pass
            before = ticks(process.pid), switches(process.pid)
            written = drained(ours, asked.seconds)
            after = ticks(process.pid), switches(process.pid)
        finally:
            process.terminate()
            process.wait()
            simulator.terminate()
    user, system = (late - early for early, late in zip(before[0], after[0]))
    tick = 1 / os.sysconf("SC_CLK_TCK")
    print(f"{asked.seconds:g} s at rest, {asked.users} people, the clock {'moves' if asked.moving else 'stands still'}")
    print(f"{'user ticks':>24} {user:>8}   of {tick:g} s")
    print(f"{'system ticks':>24} {system:>8}")
    print(f"{'share of a core':>24} {(user + system) * tick / asked.seconds:>8.3%}")
    for thread, (name, woken, aside) in sorted(after[1].items()):
        _, woken_before, aside_before = before[1].get(thread, (name, 0, 0))
        print(f"{'wake-ups of ' + name:>24} {woken - woken_before:>8}   put aside {aside - aside_before} times")
    print(f"{'bytes to the terminal':>24} {written:>8}")


if __name__ == "__main__":
    main()
