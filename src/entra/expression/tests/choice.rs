//! Functions that ask and choose.

use super::check;

const FAILS: &str = "unknown: IIF: the condition check fails: what it reads is null or empty";

#[test]
fn iif() {
    check(&[
        ("IIF([c]=\"USA\",[c],[d])", "c=USA;d=x", "'USA'"),
        ("IIF([c]=\"USA\",[c],[d])", "c=usa;d=x", "'x'"),
        ("IIF([c]=\"USA\",[c],[d])", "c=Peru", "null"),
        ("IIF([c]=\"USA\",[c],[d])", "d=x", FAILS),
        ("IIF([c]=\"USA\",[c],[d])", "c=;d=x", FAILS),
        (
            "IIF([c]=\"USA\",IIF([s]=\"CA\",\"True\",\"False\"),\"False\")",
            "c=USA;s=CA",
            "'True'",
        ),
        (
            "IIF([c]=\"USA\",IIF([s]=\"CA\",\"True\",\"False\"),\"False\")",
            "c=Peru",
            "'False'",
        ),
        (
            "IIF([c]=\"USA\",\"True\",IIF([s]=\"CA\",\"True\",\"False\"))",
            "c=x;s=y",
            "'False'",
        ),
        ("IIF([c]=\"\",\"Other\",[c])", "c=USA", "'USA'"),
        ("IIF([c]=\"\",\"Other\",[c])", "c=", FAILS),
        ("IIF(IsNullOrEmpty([c]),\"Other\",[c])", "", FAILS),
        ("IIF(IsPresent([c]),[c],\"Other\")", "c=USA", "'USA'"),
        ("IIF(IsPresent([c]),[c],\"Other\")", "", FAILS),
        ("IIF([n] > 5, \"big\", \"small\")", "n=10", "'big'"),
        ("IIF([n] <= 5, \"small\", \"big\")", "n=10", "'big'"),
        (
            "IIF([n] < \"x\", 1, 2)",
            "n=10",
            "unknown: a comparison by size takes numbers, or numbers are written differently",
        ),
        (
            "IIF([n] = 5, 1, 2)",
            "n=05",
            "unknown: a comparison by size takes numbers, or numbers are written differently",
        ),
        ("IIF([n] <> 5, 1, 2)", "n=6", "'1'"),
        ("IIF([n], 1, 2)", "n=true", "'1'"),
        (
            "IIF([n], 1, 2)",
            "n=x",
            "unknown: IIF: condition is neither True nor False",
        ),
        (
            "IIF([l]=\"a\", 1, 2)",
            "l=a|b",
            "unknown: a comparison has several values",
        ),
        ("IIF([c]=\"USA\",[c],Guid())", "c=USA", "'USA'"),
        (
            "IIF([c]=\"USA\",[c],Guid())",
            "c=Peru",
            "unknown: Guid: random",
        ),
        ("IIF(Guid()=\"USA\",1,2)", "", "unknown: Guid: random"),
        (
            "IIF(DateDiff(\"d\", Now(), CDate([h])) > 5, \"False\", \"True\")",
            "h=2020-01-01",
            "unknown: Now: depends on when Entra evaluates it",
        ),
    ]);
}

#[test]
fn switch() {
    const STATES: &str = "Switch([state], \"Australia/Sydney\", \"NSW\", \"Australia/Sydney\",\"QLD\", \
                          \"Australia/Brisbane\", \"SA\", \"Australia/Adelaide\")";
    const ACTIVE: &str = "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")";
    check(&[
        (STATES, "state=QLD", "'Australia/Brisbane'"),
        (STATES, "state=qld", "'Australia/Sydney'"),
        (STATES, "", "'Australia/Sydney'"),
        (ACTIVE, "IsSoftDeleted=False", "'True'"),
        (ACTIVE, "IsSoftDeleted=True", "'False'"),
        (ACTIVE, "IsSoftDeleted=true", "null"),
        ("Switch([c],[c],\"\",\"Other\")", "", "'Other'"),
        ("Switch([c],[c],\"\",\"Other\")", "c=", "'Other'"),
        ("Switch([c],[c],\"\",\"Other\")", "c=USA", "'USA'"),
        (
            "Switch(ToLower([s]), \"0\", \"true\", \"1\", \"false\", \"0\")",
            "s=TRUE",
            "'1'",
        ),
        ("Switch([c],Guid(),\"a\",\"b\",\"c\",Guid())", "c=a", "'b'"),
        (
            "Switch([c],Guid(),\"a\",\"b\")",
            "c=x",
            "unknown: Guid: random",
        ),
        (
            "Switch([c],\"d\",Guid(),\"b\",\"c\",\"e\")",
            "c=c",
            "unknown: Guid: random",
        ),
        (
            "Switch([c],\"d\",\"a\")",
            "c=a",
            "unknown: Switch: keys and values do not pair up",
        ),
        (
            "Switch([c],\"d\",\"a\",)",
            "c=a",
            "unknown: Switch: switchValue is missing",
        ),
        ("Switch([c],\"d\",\"a\",[l])", "c=a;l=x|y", "['x', 'y']"),
        (
            "Switch([l],\"d\",\"a\",\"b\")",
            "l=x|y",
            "unknown: Switch: source has several values",
        ),
        (
            "Switch(IsPresent([j]),\"DefaultValue\",\"True\",[j])",
            "j=Clerk",
            "'Clerk'",
        ),
        (
            "Switch(IsPresent([j]),\"DefaultValue\",\"True\",[j])",
            "",
            "unknown: Switch: source asks whether a value is null, which is not supported",
        ),
        // The page's example for IsPresent: read plainly it takes the second where the first is there,
        // which can hardly be meant.
        (
            "Switch(IsPresent([a]),[a], IsPresent([b]),[b], IsPresent([c]),[c])",
            "a=x;b=y",
            "'y'",
        ),
    ]);
}

#[test]
fn coalesce_and_the_flow() {
    check(&[
        ("Coalesce([mail],[upn])", "upn=J@c.com", "'J@c.com'"),
        ("Coalesce([mail],[upn])", "mail=a;upn=b", "'a'"),
        ("Coalesce([mail],[upn])", "mail=;upn=b", "''"),
        ("Coalesce([mail],[upn])", "", "null"),
        ("Coalesce([mail],\"none\")", "", "'none'"),
        ("Coalesce([mail],Guid())", "mail=a", "'a'"),
        ("Coalesce([mail],Guid())", "", "unknown: Guid: random"),
        ("Coalesce([l],\"none\")", "l=a|b", "['a', 'b']"),
        ("Coalesce()", "", "unknown: Coalesce: source is missing"),
        ("IgnoreFlowIfNullOrEmpty([department])", "", "null"),
        (
            "IgnoreFlowIfNullOrEmpty([department])",
            "department=",
            "null",
        ),
        (
            "IgnoreFlowIfNullOrEmpty([department])",
            "department=x",
            "'x'",
        ),
        (
            "IgnoreFlowIfNullOrEmpty(Switch([p], \"\", \"3443\", \"Dr.\", \"3444\", \"Prof.\"))",
            "p=1",
            "null",
        ),
        (
            "IgnoreFlowIfNullOrEmpty(Switch([p], \"\", \"3443\", \"Dr.\", \"3444\", \"Prof.\"))",
            "p=3444",
            "'Prof.'",
        ),
    ]);
}

#[test]
fn questions() {
    check(&[
        ("IsNull([displayName])", "", "'True'"),
        ("IsNull([displayName])", "displayName=", "'False'"),
        ("IsNothing([displayName])", "", "'True'"),
        ("IsNothing([displayName])", "displayName=x", "'False'"),
        ("IsNullOrEmpty([displayName])", "", "'True'"),
        ("IsNullOrEmpty([displayName])", "displayName=", "'True'"),
        ("IsNullOrEmpty([displayName])", "displayName=x|y", "'False'"),
        ("IsPresent([displayName])", "displayName=x", "'True'"),
        ("IsPresent([displayName])", "displayName=", "'False'"),
        ("IsString([displayName])", "displayName=x", "'True'"),
        ("IsString([displayName])", "", "'False'"),
        ("IsPresent(Guid())", "", "unknown: Guid: random"),
        ("Not([accountEnabled])", "accountEnabled=False", "'True'"),
        ("Not([accountEnabled])", "accountEnabled=TRUE", "'False'"),
        ("Not([accountEnabled])", "accountEnabled=whatever", "'True'"),
        ("Not([accountEnabled])", "", "'True'"),
        ("CBool([a]=[b])", "a=x;b=x", "'True'"),
        ("CBool([a]=[b])", "a=x;b=y", "'False'"),
        ("CBool(0)", "", "'False'"),
        ("CBool(-1)", "", "'True'"),
        ("CBool([a])", "", "'False'"),
        (
            "CBool([a])",
            "a=x",
            "unknown: CBool: expression is neither a number nor True or False",
        ),
    ]);
}
