"""Installs the servers that others wrote into the build folder, and runs them on loopback."""

import contextlib
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import time

from scim import Scim

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "foreign"
ENVIRONMENT = BUILD / "environment"
PACKAGES = BUILD / "packages"
PYTHON_PACKAGES = ["scim2-server[cursor]==0.8.3", "scim2-models==0.12.3"]
NODE_PACKAGES = ["scimmy@1.3.5", "scimmy-routers@1.3.2", "express@4"]

# Small pages, so that a thousand people take more than one.
PAGE = 100
FEATURES = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": PAGE},
    "changePassword": {"supported": False},
    "sort": {"supported": True},
    "etag": {"supported": False},
}
# Index paging is refused there: a client that fell back to it would prove nothing about cursors.
CURSOR = {
    "cursor": True,
    "index": False,
    "defaultPaginationMethod": "cursor",
    "defaultPageSize": PAGE,
    "maxPageSize": PAGE,
    "cursorTimeout": 3600,
}


def install():
    """Installs what is missing; a second run finds everything in place."""
    BUILD.mkdir(parents=True, exist_ok=True)
    once("python", PYTHON_PACKAGES, install_python)
    once("node", NODE_PACKAGES, install_node)


def once(name, packages, action):
    """The stamp holds the versions, so that a new pin installs anew, and half an installation counts for none."""
    stamp = BUILD / f"{name}.installed"
    wanted = "\n".join(packages)
    if not (stamp.exists() and stamp.read_text() == wanted):
        action(packages)
        stamp.write_text(wanted)


def install_python(packages):
    """Into an environment of its own; into a plain folder where Python comes without what makes one."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=False, capture_output=True)
    if made.returncode != 0:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    target = [] if made.returncode == 0 else ["--upgrade", "--target", PACKAGES]
    run([python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *target, *packages])


def python():
    """The interpreter that finds the installed packages, with PACKAGES on its path."""
    own = ENVIRONMENT / "bin" / "python"
    return own if own.exists() else sys.executable


def install_node(packages):
    folder = BUILD / "node"
    folder.mkdir(exist_ok=True)
    # npm walks up to the next package.json otherwise, and would install elsewhere.
    (folder / "package.json").write_text('{"private": true}')
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], cwd=folder)


def run(command, **options):
    result = subprocess.run(command, check=False, **options)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit status {result.returncode}")


@contextlib.contextmanager
def scim2_server(name, pagination):
    """scim2-server, paging by index, or by cursor where `pagination` says so."""
    features = BUILD / f"{name}.json"
    features.write_text(json.dumps(FEATURES | ({"pagination": pagination} if pagination else {})))
    module = ["-m", "scim2_server.testserver.cli", "--service-provider-config", str(features)]
    port, token = free_port(), secrets.token_urlsafe(24)
    command = [python(), *module, "--port", str(port), "--bearer-token", token]
    with started(name, command, port, PYTHONPATH=str(PACKAGES)):
        yield Scim(f"http://127.0.0.1:{port}/v2", token)


@contextlib.contextmanager
def scimmy(name):
    """scimmy's router on express, over two tables in memory."""
    port, token = free_port(), secrets.token_urlsafe(24)
    command = ["node", str(HERE / "scimmy.js"), str(port), token]
    with started(name, command, port, NODE_PATH=str(BUILD / "node" / "node_modules")):
        yield Scim(f"http://127.0.0.1:{port}/scim", token)


@contextlib.contextmanager
def started(name, command, port, **environment):
    """Runs a server until the block ends; what it prints goes to a file beside it."""
    log = BUILD / f"{name}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(server, port, log)
            yield
        finally:
            server.kill()
            server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(server, port, log, seconds=60):
    """Polls until the port answers: a fixed pause is too long on one machine, too short on another."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise SystemExit(f"{log.stem} does not answer on port {port}:\n{log.read_text()}")
