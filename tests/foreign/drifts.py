"""The drifts that are planted by hand in a foreign server, each with the finding it must give.

Every function takes its own victims from the mirror, so that each drift stands alone. What a finding
says is written from the contract, not from what scimtop prints.
"""

from mirror import Group, Person
from scim import ENTERPRISE, GROUP

WORK_MAIL = 'emails[type eq "work"].value'
DEPARTMENT = ENTERPRISE + ":department"
NOBODY = "4f0b8a2e-5d0c-4d3e-9a51-3f2f6f0c7a11"


def finding(kind, user=None, group=None, member=None, attribute=None, expected=None, actual=None, detail=None):
    """A finding as the report prints it. `detail` only where the contract fixes it."""
    return {
        "kind": kind,
        "user": user and user.subject,
        "group": group and group.subject,
        "member": member and member.subject,
        "attribute": attribute,
        "expected": expected,
        "actual": actual,
        "detail": detail,
    }


def missing_user(mirror):
    """Deleted at the provider. Who is missing is not a missing member as well."""
    person = mirror.take_person(lambda person: any(person in group.members for group in mirror.groups))
    for group in mirror.groups:
        if person in group.members:
            remove_member(mirror, group, person)
    mirror.server.delete("/Users", person.row)
    person.row = None
    return finding("missing_user", user=person)


def orphan_unknown(mirror):
    """Made by hand: Entra knows nobody of that name."""
    account = {"userName": "made.by.hand@northwind.example", "displayName": "Made by Hand", "active": True}
    row = mirror.server.create("/Users", {"schemas": mirror.people[0].row["schemas"], **account})
    return finding("orphan_user", user=Person(None, row), detail="unknown_to_entra")


def orphan_out_of_scope(mirror):
    """An account for someone whom no assignment reaches."""
    known = {person.entra["id"] for person in mirror.people if person.entra}
    entra = next(
        person
        for id, person in mirror.tenant.people.items()
        if id not in mirror.tenant.in_scope | known and person["accountEnabled"] and person["mail"]
    )
    row = mirror.server.create("/Users", mirror.account_for(entra) | {"active": True})
    return finding("orphan_user", user=Person(entra, row), detail="out_of_scope")


def enabled_but_inactive(mirror):
    person = mirror.take_person()
    mirror.server.replace("/Users", person.row, "active", False)
    return finding("active_mismatch", user=person, attribute="active", expected="true", actual="false")


def disabled_but_active(mirror):
    """Disabled in Entra, yet signing in: an account made active by hand."""
    in_scope = mirror.tenant.in_scope
    entra = next(mirror.tenant.people[id] for id in sorted(in_scope) if is_disabled(mirror.tenant.people[id]))
    known = (person for person in mirror.people if person.entra is entra)
    person = next(known, None)
    if person:
        mirror.server.replace("/Users", person.row, "active", True)
    else:
        row = mirror.server.create("/Users", mirror.account_for(entra) | {"active": True})
        person = Person(entra, row)
    return finding("active_mismatch", user=person, attribute="active", expected="false", actual="true")


def is_disabled(entra):
    return entra["accountEnabled"] is False and entra["userType"] != "Guest"


def attribute(path, source, value):
    """One compared attribute overwritten at the provider."""

    def plant(mirror):
        person = mirror.take_person()
        mirror.server.replace("/Users", person.row, path, value)
        return finding(
            "attribute_mismatch", user=person, attribute=path, expected=person.entra[source], actual=value
        )

    return plant


def group_name(mirror):
    """Matched by externalId, so it is one renamed group, not a missing and an orphan one."""
    group = mirror.take_group()
    mirror.server.replace("/Groups", group.row, "displayName", "Renamed by hand")
    expected = group.entra["displayName"]
    return finding(
        "attribute_mismatch", group=group, attribute="displayName", expected=expected, actual="Renamed by hand"
    )


def missing_group(mirror):
    group = mirror.take_group()
    mirror.server.delete("/Groups", group.row)
    group.row = None
    return finding("missing_group", group=group)


def orphan_group(mirror):
    """Made by hand. Its members are not counted."""
    members = [{"value": mirror.take_person().row["id"]}]
    row = {"schemas": [GROUP], "displayName": "Made by Hand", "members": members}
    return finding("orphan_group", group=Group(None, mirror.server.create("/Groups", row)))


def duplicate_group(mirror):
    """Made a second time with the same externalId: the first stays the anchor."""
    first = mirror.take_group()
    row = {"schemas": [GROUP], "displayName": "Made Again", "externalId": first.row["externalId"]}
    return finding("duplicate_group", group=Group(first.entra, mirror.server.create("/Groups", row)))


def missing_member(mirror):
    group = mirror.take_group()
    person = mirror.take_person(lambda person: person in group.members)
    remove_member(mirror, group, person)
    return finding("missing_member", group=group, member=person)


def extra_member(mirror):
    group = mirror.take_group()
    inside = mirror.tenant.members[group.entra["id"]]
    person = mirror.take_person(lambda person: person.entra["id"] not in inside)
    add_member(mirror, group, person.row["id"])
    return finding("extra_member", group=group, member=person)


def dangling_member(mirror):
    """A member value that no account has."""
    group = mirror.take_group()
    add_member(mirror, group, NOBODY)
    nobody = {"upn": None, "entra_id": None, "scim_id": NOBODY}
    return finding("extra_member", group=group) | {"member": nobody}


def remove_member(mirror, group, person):
    path = f'members[value eq "{person.row["id"]}"]'
    mirror.server.patch("/Groups", group.row, {"op": "remove", "path": path})
    group.members.remove(person)


def add_member(mirror, group, value):
    mirror.server.patch("/Groups", group.row, {"op": "add", "path": "members", "value": [{"value": value}]})


def harmless(mirror):
    """What looks like a difference and is none: case of names and addresses, what is not compared."""
    replace = mirror.server.replace
    person = mirror.take_person()
    replace("/Users", person.row, "userName", person.row["userName"].upper())
    person = mirror.take_person()
    replace("/Users", person.row, WORK_MAIL, person.entra["mail"].upper())
    person = mirror.take_person()
    replace("/Users", person.row, "title", person.entra["jobTitle"].upper())
    person = mirror.take_person()
    replace("/Users", person.row, "nickName", "Nick")
    person = mirror.take_person()
    replace("/Users", person.row, "externalId", "another")


def duplicate_users(tenant, provider):
    """Every account whose userName an earlier one has, in the simulator's own provider."""
    people = {person["userPrincipalName"].lower(): person for person in tenant.people.values()}
    rows = sorted(provider.all("/Users"), key=lambda row: (row["meta"]["created"], row["id"]))
    first, duplicates = set(), []
    for row in rows:
        name = row["userName"].lower()
        if name in first:
            duplicates.append(finding("duplicate_user", user=Person(people[name], row)))
        first.add(name)
    return duplicates


DRIFTS = [
    missing_user,
    orphan_unknown,
    orphan_out_of_scope,
    enabled_but_inactive,
    disabled_but_active,
    attribute("title", "jobTitle", "Chief Hand Editor"),
    attribute("displayName", "displayName", "Edited by Hand"),
    attribute(DEPARTMENT, "department", "Handwork"),
    attribute(WORK_MAIL, "mail", "by.hand@northwind.example"),
    group_name,
    missing_group,
    orphan_group,
    duplicate_group,
    missing_member,
    extra_member,
    dangling_member,
]
