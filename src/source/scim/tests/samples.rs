//! Every answer in the collection of samples, and our own traps, is read or refused by name.

use std::fs;
use std::path::Path;

use crate::source::ingest::Store;
use crate::source::scim::group_intake::GroupIntake;
use crate::source::scim::intake::{Intake, PageSummary, Seam};
use crate::source::scim::refusal::Refusal;
use crate::source::scim::targets::Targets;
use crate::source::scim::tests::targets;
use crate::source::scim::user_intake::UserIntake;

/// What an answer to a list must come to: (rows, unreadable rows, totalResults), or the words of
/// the refusal.
type Expected = Result<(u32, u32, Option<u64>), &'static str>;

const NO_LIST: Expected = Err("JSON that is no SCIM list");
const SEAM: Seam = Seam {
    pass: 1,
    anchored: false,
};

fn take(body: &[u8], groups: bool) -> Result<PageSummary, Refusal> {
    let mut store = Store::default();
    if groups {
        GroupIntake::new(None).take(&mut store, body.to_vec(), SEAM)
    } else {
        UserIntake::new(Targets::new(&targets()), None).take(&mut store, body.to_vec(), SEAM)
    }
}

fn check(name: &str, body: &[u8], expected: Expected) {
    let taken = take(
        body,
        name.contains("Group") || name.contains("member-values"),
    );
    let summary = taken.as_ref().map(|page| {
        let sight = page.sight.unwrap();
        (sight.rows, sight.unreadable, page.total)
    });
    match (summary, expected) {
        (Ok(summary), Ok(expected)) => assert_eq!(summary, expected, "{name}"),
        (Err(refusal), Err(words)) => {
            assert!(refusal.to_string().contains(words), "{name}: {refusal}");
        }
        (taken, expected) => panic!("{name}: {taken:?} in place of {expected:?}"),
    }
}

/// Samples that are lists, or look like it; all others are single resources or messages.
const LISTS: [(&str, Expected); 40] = [
    (
        "providers/aws-CreateUserResponse_Conflict.json",
        Err("status 200 (Refused to create"),
    ),
    ("providers/aws-ListGroupsResponse.json", Ok((1, 0, Some(1)))),
    (
        "providers/aws-ListGroupsResponse_CursorPage1.json",
        Ok((2, 0, None)),
    ),
    (
        "providers/aws-ListGroupsResponse_CursorPage2.json",
        Ok((1, 0, None)),
    ),
    ("providers/aws-ListUserResponse.json", Ok((1, 0, Some(1)))),
    (
        "providers/aws-ListUserResponse_no_emails.json",
        Ok((1, 0, Some(1))),
    ),
    (
        "providers/databricks-Users-last-page-no-total.json",
        Ok((0, 0, None)),
    ),
    (
        "providers/github-enterprise-Groups.json",
        Ok((1, 0, Some(1))),
    ),
    ("providers/github-org-Users.json", Ok((1, 0, Some(1)))),
    (
        "providers/indigo-iam-Groups-count0.json",
        Ok((0, 0, Some(55))),
    ),
    ("providers/slack-v1-Groups.json", Ok((1, 0, Some(12345)))),
    ("providers/slack-v1-Users.json", Ok((1, 0, Some(12345)))),
    ("providers/slack-v2-Groups.json", Ok((1, 0, Some(12345)))),
    ("providers/slack-v2-Users.json", Ok((1, 0, Some(12345)))),
    ("providers/slack-v2-ResourceTypes.json", Ok((1, 1, None))),
    (
        "providers/snipeit-Users-numeric-id-excerpt.json",
        Ok((1, 0, Some(1369))),
    ),
    (
        "providers/snowflake-synthetic-Users.json",
        Ok((1, 0, Some(1))),
    ),
    (
        "providers/wso2-Users-empty-no-Resources.json",
        Ok((0, 0, Some(0))),
    ),
    (
        "providers/wso2-Users-string-emails-trimmed.json",
        Ok((1, 0, Some(6))),
    ),
    (
        "providers/zscaler-zidentity-Users-trimmed.json",
        Ok((1, 1, Some(5))),
    ),
    (
        "rfc/rfc7644-3.4.2-list_response-partial_attributes.json",
        Ok((2, 0, Some(2))),
    ),
    (
        "rfc/rfc7644-3.4.3-list_response-post_query.json",
        Ok((2, 0, Some(100))),
    ),
    // A request, told from an answer by nothing but its schema; it never is one.
    ("rfc/rfc7644-3.4.3-search_request.json", Ok((0, 0, None))),
    (
        "rfc/rfc7644-3.7.1-list_response-circular_reference.json",
        Ok((2, 0, Some(2))),
    ),
    (
        "rfc/rfc7644-4-list_response-resource_types.json",
        Ok((2, 0, Some(2))),
    ),
    (
        "rfc/rfc9865-2-list_response-first.json",
        Ok((1, 1, Some(100))),
    ),
    (
        "rfc/rfc9865-2-list_response-middle.json",
        Ok((1, 1, Some(100))),
    ),
    (
        "rfc/rfc9865-2.3-list_response-cursor_only.json",
        Ok((1, 1, Some(5000))),
    ),
    ("synthetic/bare-array.json", Ok((1, 0, None))),
    ("synthetic/bom.json.txt", Ok((0, 0, Some(0)))),
    ("synthetic/duplicate-id-in-page.json", Ok((2, 0, Some(2)))),
    (
        "synthetic/html-200.txt",
        Err("text/html, probably a sign-in page"),
    ),
    (
        "synthetic/lowercase-resources-key.json",
        Ok((1, 0, Some(1))),
    ),
    ("synthetic/missing-id.json", Ok((1, 1, Some(1)))),
    ("synthetic/numeric-member-values.json", Ok((1, 0, Some(1)))),
    ("synthetic/resources-null.json", Ok((0, 0, Some(0)))),
    (
        "synthetic/resources-null-total-nonzero.json",
        Ok((0, 0, Some(7))),
    ),
    ("synthetic/startindex-echo-zero.json", Ok((3, 0, Some(3)))),
    ("synthetic/totals-as-strings.json", Ok((2, 0, Some(2)))),
    ("synthetic/truncated.json.txt", Err("cut off")),
];

/// What the sample `name` must come to as a list. Single resources, requests and configurations
/// are none, and errors are known for what they are.
fn expected(name: &str) -> Expected {
    let known = LISTS.iter().find(|(listed, _)| *listed == name);
    let is_error = |part: &str| name.contains(part) && !name.contains("bulk");
    match known {
        Some((_, expected)) => *expected,
        None if is_error("fusionauth") => NO_LIST,
        None if is_error("error") || is_error("409") => Err("an error with status 200"),
        None => NO_LIST,
    }
}

#[test]
fn every_sample_is_read_or_refused_by_name() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/scim");
    if !samples.is_dir() {
        println!("skipped: the collection of samples is not beside the project");
        return;
    }
    let mut seen = 0;
    for folder in ["providers", "rfc", "synthetic"] {
        for entry in fs::read_dir(samples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
            let body = fs::read(&path).unwrap();
            seen += 1;
            check(&name, &body, expected(&name));
        }
    }
    assert!(seen >= 97, "{seen}");
}

#[test]
fn our_own_traps_are_read_or_refused_by_name() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_row = format!(r#"{{"Resources":[{{"id":"1","title":{deep}}}]}}"#);
    let cases: [(&[u8], Expected); 14] = [
        (b"", Err("an empty answer")),
        (b" \r\n", Err("an empty answer")),
        (b"\xef\xbb\xbf <html>", Err("sign-in page")),
        (b"OK", Err("not JSON")),
        (b"{\"Resources\":[]}{\"Resources\":[]}", Err("not JSON")),
        (b"{\"Resources\":[{\"id\":\"\xff\"}]}", Err("not UTF-8")),
        (b"{\"Resources\":[{\"id\":\"\xc3", Err("cut off")),
        (b"{}", NO_LIST),
        (b"null", NO_LIST),
        (b"7", NO_LIST),
        (
            br#"{"Resources":{"id":"1"},"totalResults":1}"#,
            Ok((0, 0, Some(1))),
        ),
        (
            br#"{"Resources":[null,7,[],{"id":1e400},{"id":""},{"id":"a"}]}"#,
            Ok((6, 5, None)),
        ),
        (
            br#"{"Resources":[null,7,[],{"id":1.5},{"id":""},{"id":"a"}]}"#,
            Ok((6, 5, None)),
        ),
        (deep_row.as_bytes(), Ok((1, 0, None))),
    ];
    for (body, expected) in cases {
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        check(&start, body, expected);
    }
    check("deep", deep.as_bytes(), Ok((1, 1, None)));
}

#[test]
fn a_row_with_half_a_surrogate_pair_loses_itself_and_not_its_page() {
    let body = br#"{"totalResults":3,"Resources":[{"id":"1","userName":"a"},
        {"id":"2","userName":"\ud83d"},{"id":"3","title":"\ud83d\ude00"}]}"#;
    check("surrogate", body, Ok((3, 1, Some(3))));
}

#[test]
fn a_page_that_is_too_large_is_refused_before_it_is_read() {
    let body = vec![b' '; (32 << 20) + 1];
    check("large", &body, Err("more than is read"));
}

#[test]
fn what_was_read_is_what_the_columns_hold() {
    let body = br#"{"totalResults":1,"Resources":[{"id":"17","userName":"Ann@Example.com",
        "externalId":"e","active":"False","name":{"formatted":"Ann B"},"title":"T",
        "emails":[{"value":"x","type":"home"},{"value":"w@x","type":"work"}],
        "meta":{"created":"1970-01-01T00:01:00Z"},
        "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user":{"department":"D"}}]}"#;
    let (mut store, mut intake) = (
        Store::default(),
        UserIntake::new(Targets::new(&targets()), None),
    );
    intake.take(&mut store, body.to_vec(), SEAM).unwrap();
    let person = intake.users.people().next().unwrap();
    let row = intake.users.row(person).unwrap();
    let text = store.interner.text();
    let words = intake.users.values_of(person);
    let words: Vec<&str> = words.iter().map(|&sym| text.get(sym)).collect();
    assert_eq!(words, ["Ann B", "w@x", "T", "D"]);
    assert_eq!(row.id.to_text(&text), "17");
    assert_eq!(row.external_id.to_text(&text), "e");
    assert_eq!((row.created, row.state.active()), (60, Some(false)));
    let folded = store.interner.find("ann@example.com").unwrap();
    assert_eq!(store.people.find(folded), Some(person));
}
