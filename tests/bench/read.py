"""Reads a simulated tenant with `scimtop report`, beside curl that downloads the same pages to nowhere.

    python3 tests/bench/read.py --binary target/release/scimtop [--users N] [--groups N] [--memberships N]
        [--latency MS] [--rounds N]

Both are whole processes, in turn, on the same simulator. What is printed are ratios (the medians over
the rounds), the largest resident memory of scimtop, and the share of one core that the simulator took
while each of the two ran: near 1.00 the simulator is the bottleneck, and the ratio says little.
"""

import json
import os
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

from simulated import parser, simulator

SCIM_PAGE = 100
GRAPH_PAGE = 999
IN_FLIGHT = 8
LOGS = 11
SAMPLED = 0.02
USER = (
    "accountEnabled,businessPhones,city,country,createdDateTime,department,displayName,employeeId,faxNumber,"
    "givenName,id,jobTitle,mail,mailNickname,mobilePhone,officeLocation,postalCode,preferredLanguage,state,"
    "streetAddress,surname,userPrincipalName,userType"
)
GROUP = "id,displayName,securityEnabled,groupTypes,mailEnabled"


def arguments():
    options = parser(__doc__, users=300_000, groups=5_000)
    options.add_argument("--memberships", type=int, default=2_000_000, help="of people in assigned groups, about")
    options.add_argument("--latency", type=int, default=0, help="milliseconds before each answer")
    options.add_argument("--rounds", type=int, default=3)
    return options.parse_args()


class Simulator:
    """A simulator that runs until the block ends."""

    def __init__(self, asked):
        self.process, self.values = simulator(
            asked.binary, "--speed", 0, "--users", asked.users, "--groups", asked.groups,
            "--memberships", asked.memberships, "--latency", asked.latency, "--fault", f"scim:page-cap={SCIM_PAGE}",
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def seconds(self):
        """CPU seconds so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Pages:
    """Every page of both sides, found by going through the lists once."""

    def __init__(self, values):
        self.scim, self.graph = values["SCIMTOP_SCIM_URL"], values["SCIMTOP_GRAPH_URL"] + "/v1.0"
        self.tokens = {"scim": values["SCIMTOP_SCIM_TOKEN"], "graph": self.sign_in(values)}
        self.urls, self.rows, self.memberships = {"scim": [], "graph": []}, 0, 0
        for place in ("Users", "Groups"):
            self.index(f"{self.scim}/{place}")
        self.follow(f"{self.graph}/users?$select={USER}&$top={GRAPH_PAGE}")
        app = values["SCIMTOP_APP"]
        assigned = self.follow(f"{self.graph}/servicePrincipals/{app}/appRoleAssignedTo?$top={GRAPH_PAGE}")
        for group in sorted({row["principalId"] for row in assigned if row["principalType"] == "Group"}):
            self.get("graph", f"{self.graph}/groups/{group}?$select={GROUP}")
            members = self.follow(f"{self.graph}/groups/{group}/members?$select=id&$top={GRAPH_PAGE}")
            self.memberships += len(members)

    def sign_in(self, values):
        form = {
            "grant_type": "client_credentials",
            "client_id": values["SCIMTOP_CLIENT_ID"],
            "client_secret": values["SCIMTOP_CLIENT_SECRET"],
            "scope": "https://graph.microsoft.com/.default",
        }
        url = f"{values['SCIMTOP_LOGIN_URL']}/{values['SCIMTOP_TENANT']}/oauth2/v2.0/token"
        with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode()) as answer:
            return json.load(answer)["access_token"]

    def get(self, side, url):
        self.urls[side].append(url)
        request = urllib.request.Request(url.replace(" ", "%20"))
        request.add_header("Authorization", f"Bearer {self.tokens[side]}")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def index(self, url):
        start, total = 1, 1
        while start <= total:
            page = self.get("scim", f"{url}?startIndex={start}&count={SCIM_PAGE}")
            total, rows = page["totalResults"], len(page["Resources"])
            start += max(rows, 1)
            self.rows += rows

    def follow(self, url):
        rows = []
        while url:
            page = self.get("graph", url)
            rows += page["value"]
            url = page.get("@odata.nextLink")
        self.rows += len(rows)
        return rows

    def curl(self, folder):
        """The command that downloads all of it."""
        path = os.path.join(folder, "pages")
        with open(path, "w", encoding="utf-8") as file:
            for number, (side, urls) in enumerate(self.urls.items()):
                file.write("next\n" if number else "")
                file.write(f'header = "Authorization: Bearer {self.tokens[side]}"\nfail\nsilent\n')
                for url in urls:
                    file.write(f'url = "{url.replace(" ", "%20")}"\noutput = "/dev/null"\n')
        return ["curl", "--globoff", "--parallel", "--parallel-max", str(IN_FLIGHT), "--config", path]


def run(command, environment, simulator, well):
    """Runs a process to its end: seconds, CPU seconds, resident bytes at most, the simulator's share."""
    before, began = simulator.seconds(), time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most, ended = 0, False
    while not ended:
        most = max(most, resident(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        ended = pid != 0
        if not ended:
            time.sleep(SAMPLED)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.monotonic() - began
    if process.returncode not in well:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    share = (simulator.seconds() - before) / took
    return took, usage.ru_utime + usage.ru_stime, most, share


def resident(pid):
    """The most bytes that the process has held so far; the kernel's own figure of a child begins with its parent's."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            lines = [line.split() for line in file if line.startswith("VmHWM:")]
    except OSError:
        lines = []
    return int(lines[0][1]) * 1024 if lines else 0


def main():
    asked = arguments()
    plain = {name: text for name, text in os.environ.items() if not name.startswith("SCIMTOP_")}
    report = [asked.binary, "report", "--format", "json", "--no-history"]
    with Simulator(asked) as simulator, tempfile.TemporaryDirectory() as folder:
        pages = Pages(simulator.values)
        urls = sum(map(len, pages.urls.values()))
        print(f"{asked.users} users, {pages.memberships} memberships, {urls} pages, {asked.latency} ms a response")
        rounds = []
        for number in range(asked.rounds):
            # The logs of Entra are five requests in ten seconds, whoever asks: the round before has them.
            time.sleep(LOGS if number else 0)
            curl = run(pages.curl(folder), plain, simulator, [0])
            ours = run(report, plain | simulator.values, simulator, [0])
            rounds.append((curl, ours))
            print(
                f"round {number + 1}: time {ours[0] / curl[0]:.2f}x curl, CPU {ours[1] / curl[1]:.2f}x curl, "
                f"at most {ours[2] / 1e6:.0f} MB, the simulator took {curl[3]:.2f} of a core beside curl "
                f"and {ours[3]:.2f} beside scimtop",
                flush=True,
            )
        ratio = statistics.median(ours[0] / curl[0] for curl, ours in rounds)
        memory = max(ours[2] for _, ours in rounds)
        print(f"median: {ratio:.2f}x curl, at most {memory / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
