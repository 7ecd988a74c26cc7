//! Functions of multi-valued attributes and roles.

use super::check;

#[test]
fn count_and_item() {
    check(&[
        ("Count([proxyAddresses])", "proxyAddresses=a|b|c", "'3'"),
        ("Count([proxyAddresses])", "proxyAddresses=a", "'1'"),
        ("Count([proxyAddresses])", "", "'0'"),
        ("Item([proxyAddresses], 1)", "proxyAddresses=a|b", "'a'"),
        ("Item([proxyAddresses], 2)", "proxyAddresses=a|b", "'b'"),
        ("Item([proxyAddresses], 3)", "proxyAddresses=a|b", "null"),
        (
            "Item([proxyAddresses], 0)",
            "proxyAddresses=a|b",
            "unknown: Item: index counts from 1",
        ),
        ("Item(Split([a], \",\"), 2)", "a=x, y", "'y'"),
    ]);
}

#[test]
fn join() {
    check(&[
        (
            "Join(\", \", \"\", [surname], [givenName])",
            "givenName=John;surname=Doe",
            "'Doe, John'",
        ),
        ("Join(\"\", 1000, \"12\")", "", "'100012'"),
        (
            "Join(\" \", [givenName], [surname])",
            "givenName=John",
            "'John'",
        ),
        ("Join(\" \", [givenName], [surname])", "", "null"),
        ("Join(\" \", \"\", [surname])", "", "''"),
        ("Join(\";\", [l], [a])", "l=x|y;a=z", "'x;y;z'"),
        ("Join(\";\")", "", "unknown: Join: source is missing"),
        ("Join([s], \"a\")", "", "unknown: Join: separator is null"),
    ]);
}

#[test]
fn split_and_remove_duplicates() {
    check(&[
        (
            "Split([e], \",\")",
            "e=PermissionSetOne, PermissionSetTwo",
            "['PermissionSetOne', 'PermissionSetTwo']",
        ),
        ("Split([e], \",\")", "e=one", "['one']"),
        ("Split([e], \",\")", "e=a,,b", "['a', '', 'b']"),
        ("Split([e], \",\")", "", "null"),
        (
            "Split([e], \"; \")",
            "e=a",
            "unknown: Split: delimiter is not one character",
        ),
        ("RemoveDuplicates([l])", "l=a|a|b", "['a', 'b']"),
        (
            "RemoveDuplicates([l])",
            "l=a|A",
            "unknown: RemoveDuplicates: attribute has values that differ in case alone",
        ),
        ("RemoveDuplicates([l])", "", "null"),
    ]);
}

#[test]
fn roles() {
    check(&[
        (
            "SingleAppRoleAssignment([appRoleAssignments])",
            "appRoleAssignments=Admin",
            "'Admin'",
        ),
        ("SingleAppRoleAssignment([appRoleAssignments])", "", "null"),
        (
            "SingleAppRoleAssignment([appRoleAssignments])",
            "appRoleAssignments=Admin|User",
            "unknown: SingleAppRoleAssignment: the user has several roles, and which one is undefined",
        ),
        (
            "AppRoleAssignmentsComplex([appRoleAssignments])",
            "appRoleAssignments=Admin",
            "unknown: AppRoleAssignmentsComplex: complex role values are not compared",
        ),
        (
            "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
            "",
            "unknown: AssertiveAppRoleAssignmentsComplex: complex role values are not compared",
        ),
        (
            "AppRoleAssignments([appRoleAssignments])",
            "appRoleAssignments=Admin",
            "unknown: AppRoleAssignments: complex role values are not compared",
        ),
    ]);
}
