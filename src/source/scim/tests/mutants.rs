//! Pages with bytes changed, cut out and repeated: read or refused, never a panic.

use proptest::prelude::*;

use crate::source::ingest::Store;
use crate::source::scim::group_intake::GroupIntake;
use crate::source::scim::intake::{Intake, Seam};
use crate::source::scim::targets::Targets;
use crate::source::scim::tests::targets;
use crate::source::scim::user_intake::UserIntake;

const PAGE: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,
"startIndex":1,"itemsPerPage":2,"nextCursor":"a+/=","Resources":[{"id":"1","externalId":"e","userName":"a@x",
"name":{"formatted":"A"},"active":"True","emails":[{"value":"a@x","primary":true}],"meta":{"created":
"2024-01-01T00:00:00Z"}},{"id":2,"displayName":"G","members":[{"value":"1","$ref":"/Users/1","type":"User"},
{"value":7}],"active":false}]}"#;

/// One change: where, and what.
fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let text = prop_oneof![
        Just(Vec::new()),
        Just(b"null".to_vec()),
        Just(b"[[[[{".to_vec()),
        Just(b"\\ud800".to_vec()),
        Just(b"1e999".to_vec()),
        Just("\u{202e}\u{200b}".as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 1..6),
    ];
    (0..PAGE.len(), 0usize..12, text)
}

fn seeds() -> u32 {
    let seeds = std::env::var("SCIMTOP_SEEDS").ok();
    seeds.map_or(200, |seeds| seeds.parse().expect("a number of seeds"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: seeds(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_page_breaks_the_reader(changes in proptest::collection::vec(change(), 1..6)) {
        let mut page = PAGE.as_bytes().to_vec();
        for (at, length, text) in changes {
            let at = at.min(page.len());
            let end = (at + length).min(page.len());
            page.splice(at..end, text);
        }
        let seam = Seam { pass: 1, anchored: false };
        let mut store = Store::default();
        let users = UserIntake::new(Targets::new(&targets()), None).take(&mut store, page.clone(), seam);
        let groups = GroupIntake::new(None).take(&mut store, page.clone(), seam);
        let rows = |taken: Option<u32>| taken.unwrap_or(0);
        let told = users.iter().chain(&groups).map(|page| rows(page.sight.map(|sight| sight.rows)));
        prop_assert!(told.sum::<u32>() as usize <= 2 * page.len());
    }
}
