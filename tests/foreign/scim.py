"""The little of SCIM and Graph that the proof itself needs: JSON over HTTP, nothing clever.

It must not share a mistake with scimtop, so it is written apart from it, on Python's own library.
"""

import json
import urllib.error
import urllib.parse
import urllib.request

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

# No proxy: every server of the proof is on loopback.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def send(method, url, token=None, body=None, media_type="application/json"):
    """Returns the JSON of the answer, None for an empty one; any status but 2xx is an error."""
    headers = {"Accept": media_type}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if body is not None:
        headers["Content-Type"] = media_type
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with OPENER.open(request, timeout=60) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {url}: {error.code} {error.read()[:500]!r}") from error
    return json.loads(text) if text else None


class Scim:
    """A SCIM base with its token."""

    def __init__(self, base, token):
        self.base = base.rstrip("/")
        self.token = token

    def send(self, method, path, body=None):
        return send(method, self.base + path, self.token, body, "application/scim+json")

    def all(self, endpoint):
        """Every row of /Users or /Groups by index paging: for a server that stands still."""
        rows = []
        while True:
            page = self.send("GET", f"{endpoint}?startIndex={len(rows) + 1}&count=100")
            rows += page.get("Resources") or []
            if len(rows) >= page["totalResults"]:
                return rows

    def create(self, endpoint, resource):
        return self.send("POST", endpoint, resource)

    def delete(self, endpoint, row):
        self.send("DELETE", f"{endpoint}/{row['id']}")

    def replace(self, endpoint, row, path, value):
        self.patch(endpoint, row, {"op": "replace", "path": path, "value": value})

    def patch(self, endpoint, row, operation):
        self.send("PATCH", f"{endpoint}/{row['id']}", {"schemas": [PATCH], "Operations": [operation]})
