"""Watches a large simulated tenant in the dashboard while keys are pressed: frames, keys, and memory.

    python3 tests/bench/watch.py --binary target/release/scimtop [--users N] [--groups N] [--memberships N]

The dashboard runs in a pty of 120 columns and 40 lines and reads everything once. A key is pressed four times a second,
from the first frame until a while after the first comparison: screens, and the cursor on them. How long frames took and keys
waited is counted by scimtop itself, and is the last line of its log.
"""

import os
import re
import tempfile
import time

from read import resident
from rest import dashboard, drained
from simulated import parser, simulator

SCIM_PAGE = 100
PRESSED = 0.25
PATIENCE = 900.0
# Keys that are pressed once everything was compared.
AFTERWARDS = 60
KEYS = "2j3jk4j567j81"


def arguments():
    options = parser(__doc__, users=1_000_000, groups=5_000)
    options.add_argument("--memberships", type=int, default=10_000_000)
    return options.parse_args()


def logged(folder):
    with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as file:
        return file.read()


def press(process, ours, folder):
    """Presses keys until the end; the most memory of the process, and after how many seconds all was compared."""
    began, compared, afterwards, most, number = time.monotonic(), 0.0, 0, 0, 0
    while afterwards < AFTERWARDS:
        if process.poll() is not None or time.monotonic() > began + PATIENCE:
            raise SystemExit(f"not compared within {PATIENCE:g} s, or ended with {process.returncode}")
        os.write(ours, KEYS[number % len(KEYS)].encode())
        number += 1
        drained(ours, PRESSED)
        most = max(most, resident(process.pid))
        if ": compared" in logged(folder):
            compared = compared or time.monotonic() - began
            afterwards += 1
    return most, compared, number


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        source, values = simulator(
            asked.binary, "--speed", 0, "--users", asked.users, "--groups", asked.groups, "--memberships", asked.memberships,
            "--fault", f"scim:page-cap={SCIM_PAGE}",
        )
        process, ours = dashboard(asked, values, folder)
        try:
            most, compared, keys = press(process, ours, folder)
            os.write(ours, b"1")
            drained(ours, PRESSED)
            os.write(ours, b"q")
            process.wait(10)
        finally:
            process.kill()
            source.terminate()
        lines = [line for line in logged(folder).splitlines() if ": read source=" in line or "frames made" in line]
    print(f"{asked.users} users, compared after {compared:.0f} s, {keys} keys, {most / 1e6:.0f} MB at most")
    for line in lines:
        print(re.sub(r"^\S+\s+\S+\s+", "", line)[:400])


if __name__ == "__main__":
    main()
