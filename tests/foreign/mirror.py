"""Copies what the simulator's provider holds into a foreign server, and keeps track of who is who."""

from dataclasses import dataclass, field

from scim import ENTERPRISE

SERVER_OWNED = ("id", "meta", "groups")


@dataclass
class Person:
    """Someone of Entra (None: nobody there), with the row of the foreign server (None: no account)."""

    entra: dict | None
    row: dict | None

    @property
    def subject(self):
        """The person as the report names them."""
        return {
            "upn": self.entra["userPrincipalName"] if self.entra else self.row["userName"],
            "entra_id": self.entra and self.entra["id"],
            "scim_id": self.row and self.row["id"],
        }


@dataclass
class Group:
    """An assigned group, with the row of the foreign server and the people in it."""

    entra: dict | None
    row: dict | None
    members: list = field(default_factory=list)

    @property
    def subject(self):
        """The group as the report names it."""
        return {
            "name": (self.entra or self.row)["displayName"],
            "entra_id": self.entra and self.entra["id"],
            "scim_id": self.row and self.row["id"],
        }


class Mirror:
    """A foreign server that holds what Entra has provisioned, until someone spoils it."""

    def __init__(self, tenant, provider, server):
        self.tenant = tenant
        self.server = server
        by_name = {person["userPrincipalName"].lower(): person for person in tenant.people.values()}
        accounts = {}
        for row in provider.all("/Users"):
            created = server.create("/Users", without(row, SERVER_OWNED))
            accounts[row["id"]] = Person(by_name.get(row["userName"].lower()), created)
        self.people = list(accounts.values())
        self.groups = []
        for row in provider.all("/Groups"):
            members = [accounts[member["value"]] for member in row.get("members", [])]
            values = [{"value": member.row["id"]} for member in members]
            created = server.create("/Groups", without(row, SERVER_OWNED) | {"members": values})
            self.groups.append(Group(tenant.groups[row["externalId"]], created, members))
        self.used = set()

    def take_person(self, fits=lambda person: True):
        """Someone in good order, with every compared attribute, whom no other drift has touched."""
        return self.take(self.people, lambda person: self.in_order(person) and fits(person))

    def take_group(self):
        """An untouched group with a few people in it."""
        return self.take(self.groups, lambda group: len(group.members) > 3)

    def take(self, candidates, fits):
        for candidate in candidates:
            if id(candidate) not in self.used and fits(candidate):
                self.used.add(id(candidate))
                return candidate
        raise SystemExit("the simulated tenant has nobody left for this drift")

    def in_order(self, person):
        entra = person.entra
        if not entra or entra["id"] not in self.tenant.in_scope or entra["userType"] == "Guest":
            return False
        texts = (entra["displayName"], entra["jobTitle"], entra["department"], entra["mail"])
        return entra["accountEnabled"] and person.row["active"] and all(texts)

    def account_for(self, entra):
        """The row that provisioning would create for this person."""
        return {
            "schemas": self.people[0].row["schemas"],
            "userName": entra["userPrincipalName"],
            "displayName": entra["displayName"],
            "title": entra["jobTitle"],
            "emails": [{"type": "work", "primary": True, "value": entra["mail"]}],
            ENTERPRISE: {"department": entra["department"]},
        }


def without(row, names):
    return {name: value for name, value in row.items() if name not in names}
