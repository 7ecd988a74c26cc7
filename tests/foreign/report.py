"""Runs `scimtop report` and holds what it finds against what was planted."""

import collections
import json
import os
import subprocess

# A partial read proves nothing, so these must have been read to their end.
CONCLUSIVE = ("complete", "settled")
TWO_SIDES = ("scim_users", "scim_groups", "assignments", "groups", "users")


def report(binary, values):
    """The report as JSON. Exit status 0 says that both sides could be read."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("SCIMTOP_")}
    command = [binary, "report", "--format", "json", "--no-history"]
    result = subprocess.run(command, env=environment | values, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"report: exit status {result.returncode}\n{result.stdout}\n{result.stderr}")
    return json.loads(result.stdout)


def disagreements(answer, planted, verdict):
    """Prints a line for each planted drift and for each finding nobody planted; counts the wrong ones."""
    wrong = unreadable(answer)
    if answer["verdict"] != verdict:
        wrong.append(f"the verdict is {answer['verdict']}, not {verdict}")
    details = {identity(found): found["detail"] for found in answer["findings"]}
    found = collections.Counter(identity(found) for found in answer["findings"])
    expected = collections.Counter(identity(drift) for drift in planted)
    for drift in planted:
        fits = found[identity(drift)] == expected[identity(drift)]
        if fits and drift["detail"] and drift["detail"] != details[identity(drift)]:
            wrong.append(f"{line(drift)}: the detail is {details[identity(drift)]!r}, not {drift['detail']!r}")
        elif fits:
            print(f"  found   {line(drift)}")
        else:
            wrong.append(f"not found: {line(drift)}")
    for extra in answer["findings"]:
        if identity(extra) not in expected:
            wrong.append(f"not planted: {line(extra)}: {extra['detail']}")
    for text in wrong:
        print(f"  WRONG   {text}")
    return len(wrong)


def unreadable(answer):
    grades = {source["name"]: source for source in answer["sources"]}
    return [
        f"{name} is {grades[name]['grade']}: {grades[name]['reasons']}"
        for name in TWO_SIDES
        if grades[name]["grade"] not in CONCLUSIVE
    ]


def identity(finding):
    """All that says which difference this is: kind, ids and names of the subjects, attribute, values."""
    subjects = (finding[subject] for subject in ("user", "group", "member"))
    flat = tuple(tuple(sorted(subject.items())) if subject else None for subject in subjects)
    return (finding["kind"], *flat, finding["attribute"], finding["expected"], finding["actual"])


def line(finding):
    """A finding on one line, for a reader."""
    group, user, member = finding["group"], finding["user"], finding["member"]
    person = user or member or {"upn": None, "scim_id": None}
    names = (group and group["name"], person["upn"] or person["scim_id"])
    subject = " / ".join(name for name in names if name)
    values = f" {finding['attribute']}: {finding['expected']} -> {finding['actual']}" if finding["attribute"] else ""
    return f"{finding['kind']:19} {subject}{values}"
