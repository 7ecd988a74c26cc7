//! The forms of Replace.

use super::super::{Expression, Value, evaluate};
use super::{check, shown};

#[test]
fn by_value_and_by_template() {
    check(&[
        (
            "Replace([t],\"Product Developer\", , , \"Software Engineer\", , )",
            "t=Product Developer",
            "'Software Engineer'",
        ),
        (
            "Replace([mail], \"@contoso.com\", , ,\"\", ,)",
            "mail=john.doe@contoso.com",
            "'john.doe'",
        ),
        (
            "Replace([mail], \"@contoso.com\", , ,\"\", ,)",
            "mail=j@CONTOSO.com",
            "'j@CONTOSO.com'",
        ),
        ("Replace([mail], \"a\", , ,\"\", ,)", "", "null"),
        (
            "Replace([mail], \"\", , ,\"x\", ,)",
            "mail=a",
            "unknown: Replace: oldValue is empty",
        ),
        (
            "Replace([mail], \"a\", , ,[x], ,)",
            "mail=a",
            "unknown: Replace: replacementValue is null",
        ),
        (
            "Replace([u],\"<username>\", , , , , \"<username>@contoso.com\")",
            "u=jsmith",
            "'jsmith@contoso.com'",
        ),
        ("Replace([u],\"<u>\", , , , , \"<u>\")", "", "null"),
    ]);
}

#[test]
fn by_pattern() {
    const PHONE: &str =
        r#"Replace([p], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", , "${phoneNumber}", , )"#;
    check(&[
        (PHONE, "p=+91 9998887777", "'9998887777'"),
        (PHONE, "p=none", "'none'"),
        (PHONE, "", "null"),
        (
            "Replace([m], , \"[a-zA-Z_]*\", , \"\", , )",
            "m=john_doe72",
            "'72'",
        ),
        // The page claims 19998887777, but its pattern does not take the plus sign.
        (
            r#"Replace([m], , "[()\\s-]+", , "", , )"#,
            "m=+1 (999) 888-7777",
            "'+19998887777'",
        ),
        // The page prints digits that do not come of the identifier beside them.
        (
            "Join(\"\", 1000, Replace(ConvertToUTF8Hex([objectId]), , \"[a-zA-Z_]*\", , \"\", , ))",
            "objectId=00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
            "'100030306161303061612626231312636332322646433332343465653434656534346565'",
        ),
    ]);
}

#[test]
fn replacements_are_those_of_net() {
    check(&[
        (
            r#"Replace([m], , "(\d)(?<l>[a-z])(\d)", , "$3$1$2!", , )"#,
            "m=1a2",
            "'a12!'",
        ),
        (
            r#"Replace([m], , "b", , "[$&|$`|$'|$_|$$|$x|${x}|$9]", , )"#,
            "m=abc",
            "'a[b|a|c|abc|$|$x|${x}|$9]c'",
        ),
        (r#"Replace([m], , "a(x)?", , "<$1>", , )"#, "m=ba", "'b<>'"),
        // An empty match may follow another one.
        (r#"Replace([m], , "a*", , "-", , )"#, "m=baaac", "'-b--c-'"),
        (r#"Replace([m], , "x*", , "-", , )"#, "m=", "'-'"),
        (
            r#"Replace([m], , "(?<=a)b(?!c)", , "-", , )"#,
            "m=abc ab",
            "'abc a-'",
        ),
        (
            r#"Replace([m], , "(.)\\1", , "$1", , )"#,
            "m=aabbc",
            "'abc'",
        ),
        (
            r#"Replace([m], , "(?i)[^A-C\-]", , "", , )"#,
            "m=axb-c",
            "'ab-c'",
        ),
    ]);
}

#[test]
fn patterns_are_those_of_net() {
    check(&[
        ("Replace([m], , \"[[&]\", , \"\", , )", "m=a[b&", "'ab'"),
        (r#"Replace([m], , "[a&&b]", , "", , )"#, "m=a&bc", "'c'"),
        ("Replace([m], , \"[]a]\", , \"\", , )", "m=a]b", "'b'"),
        (r#"Replace([m], , "\<b\>", , "", , )"#, "m=a<b>", "'a'"),
        (r#"Replace([m], , "\.\-\@\/", , "", , )"#, "m=a.-@/", "'a'"),
        (
            "Replace([m], , \"[a-z-[aeiou]]\", , \"\", , )",
            "m=abc",
            "unknown: Replace: regexPattern is not a pattern that is understood",
        ),
        (
            "Replace([m], , \"(\", , \"\", , )",
            "m=a",
            "unknown: Replace: regexPattern is not a pattern that is understood",
        ),
        (
            r#"Replace([m], , "\K", , "", , )"#,
            "m=a",
            "unknown: Replace: regexPattern is not a pattern that is understood",
        ),
        (
            r#"Replace([m], , "((?=a)a|(?=.)a)+(?=[^a])", , "", , )"#,
            "m=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "unknown: Replace: regexPattern takes too long, or its replacements do",
        ),
    ]);
}

#[test]
fn by_group() {
    const STREET: &str = r#"Replace([a], ,"(?<streetNumber>^\\d*)","streetNumber", "888", , )"#;
    const OTHER: &str = r#"Replace([t], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", "phoneNumber" , , [mobile], )"#;
    check(&[
        (STREET, "a=545 Tremont Street", "'888 Tremont Street'"),
        (
            "Replace([u], , \"(?<Suffix>@(.)*)\", \"Suffix\", \"\", , )",
            "u=jsmith@contoso.com",
            "'jsmith'",
        ),
        (
            "Replace([u], , \"a(?<g>b)c\", \"g\", \"-\", , )",
            "u=abc abc",
            "'a-c a-c'",
        ),
        (
            "Replace([u], , \"a(?<g>b)?c\", \"g\", \"-\", , )",
            "u=ac",
            "'ac'",
        ),
        (
            "Replace([u], , \"a\", \"g\", \"-\", , )",
            "u=a",
            "unknown: Replace: regexGroupName is no group of the pattern",
        ),
        (OTHER, "t=;mobile=+91 8887779999", "'8887779999'"),
        (OTHER, "mobile=+91 8887779999", "'8887779999'"),
        (OTHER, "t=1;mobile=+91 8887779999", "'1'"),
        (OTHER, "mobile=none", "null"),
        (OTHER, "", "null"),
    ]);
}

#[test]
fn nested_replacements_do_not_fill_the_memory() {
    let nested = |form: &str| {
        let inner = |_| format!("Replace([a], {form})");
        let text = (0..40).fold(String::from("[a]"), |text, at| {
            inner(at).replace("[a]", &text)
        });
        let tree = Expression::parse(&text).expect("an expression");
        shown(&evaluate(&tree, &|_| Value::Text("xx".to_owned())))
    };
    for form in [
        r#""x", , , "xxxxxxxxxx", ,"#,
        r#", "x", , "$_$_$_$_$_$_$_$_$_", ,"#,
        r#", "(?<g>x)", "g", "xxxxxxxxxx", ,"#,
    ] {
        assert!(
            nested(form).contains("too long"),
            "{form}: {}",
            nested(form)
        );
    }
}
