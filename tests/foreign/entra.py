"""The simulator as Entra: starts it, and reads from it who should be provisioned."""

import contextlib
import re
import subprocess
import urllib.parse

from scim import Scim, send

PERSON = "id,userPrincipalName,displayName,jobTitle,department,mail,accountEnabled,userType"


@contextlib.contextmanager
def simulator(binary, *options):
    """Runs `scimtop simulate` with a clock that stands still; yields the environment it prints."""
    command = [binary, "simulate", "--listen", "127.0.0.1:0", "--speed", "0", *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield environment(server)
    finally:
        server.kill()
        server.wait()


def environment(server):
    """The lines `export NAME='value'` up to `ready`."""
    values = {}
    for line in server.stdout:
        if line.strip() == "ready":
            return values
        if found := re.fullmatch(r"export (\w+)='(.*)'\s*", line):
            values[found[1]] = found[2].replace("'\\''", "'")
    raise SystemExit(f"the simulator ended before it was ready: exit status {server.wait()}")


def provider_of(values):
    """The simulator's own SCIM provider, which holds what Entra has provisioned."""
    return Scim(values["SCIMTOP_SCIM_URL"], values["SCIMTOP_SCIM_TOKEN"])


class Tenant:
    """What Graph says: people, groups with their direct user members, and who is in scope."""

    def __init__(self, values):
        self.graph = values["SCIMTOP_GRAPH_URL"] + "/v1.0"
        self.token = sign_in(values)
        self.people = {person["id"]: person for person in self.read(f"/users?$select={PERSON}&$top=999")}
        self.groups = {group["id"]: group for group in self.read("/groups?$select=id,displayName&$top=999")}
        app = urllib.parse.quote(values["SCIMTOP_APP"])
        assignments = self.read(f"/servicePrincipals/{app}/appRoleAssignedTo?$top=999")
        assigned = {row["principalId"] for row in assignments}
        self.members = {id: self.user_members(id) for id in self.groups if id in assigned}
        # Direct assignment, or direct membership of an assigned group: nothing else provisions.
        self.in_scope = (assigned & self.people.keys()).union(*self.members.values())

    def read(self, path):
        """Every row of a collection, page by page."""
        rows, url = [], self.graph + path
        while url:
            page = send("GET", url, self.token)
            rows += page["value"]
            url = page.get("@odata.nextLink")
        return rows

    def user_members(self, group):
        members = self.read(f"/groups/{group}/members?$select=id&$top=999")
        return {row["id"] for row in members if row["@odata.type"] == "#microsoft.graph.user"}


def sign_in(values):
    """An access token by client credentials."""
    form = {
        "grant_type": "client_credentials",
        "client_id": values["SCIMTOP_CLIENT_ID"],
        "client_secret": values["SCIMTOP_CLIENT_SECRET"],
        "scope": values["SCIMTOP_GRAPH_URL"] + "/.default",
    }
    url = f"{values['SCIMTOP_LOGIN_URL']}/{values['SCIMTOP_TENANT']}/oauth2/v2.0/token"
    body = urllib.parse.urlencode(form).encode()
    return send("POST", url, None, body, "application/x-www-form-urlencoded")["access_token"]
