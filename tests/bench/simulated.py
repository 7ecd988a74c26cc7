"""Starts the simulator for the scripts that measure."""

import subprocess


def simulator(binary, *flags):
    """The process, once it is ready, and what a client of it takes from the environment."""
    command = [binary, "simulate", "--listen", "127.0.0.1:0", *map(str, flags)]
    process, values = subprocess.Popen(command, stdout=subprocess.PIPE, text=True), {}
    for line in process.stdout:
        if line.strip() == "ready":
            return process, values
        name, _, value = line.removeprefix("export ").strip().partition("=")
        values[name] = value.strip("'")
    raise SystemExit("the simulator did not start")
