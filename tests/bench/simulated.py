"""Starts the simulator for the scripts that measure."""

import argparse
import subprocess


def parser(doc, users, groups):
    """What every script is asked: the binary, and how large the tenant is."""
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", required=True)
    options.add_argument("--users", type=int, default=users)
    options.add_argument("--groups", type=int, default=groups)
    return options


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
