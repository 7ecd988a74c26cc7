//! The schemas that the client's tests read are what Graph could send.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::check::{Checker, Exchange};

const TARGET: &str = "/v1.0/servicePrincipals/sp/synchronization/jobs/job/schema";

/// The one whose nulls stand where the contract has none, to see what the client makes of them.
const LOOSE: &str = "nulls.json";

#[test]
fn every_schema_that_the_client_reads_fits_the_contract() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema");
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let documents = paths.filter(|path| path.is_file() && !path.ends_with(LOOSE));
    let mut checked = 0;
    for path in documents {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let response: Value = serde_json::from_str(&text).expect("the file is JSON");
        let exchange = Exchange {
            method: "GET",
            target: TARGET,
            headers: Vec::new(),
            request: None,
            status: 200,
            response,
        };
        let name = path.display();
        assert_eq!(checker.check(&exchange), Ok(()), "{name}");
        checked += 1;
    }
    assert!(checked > 4, "only {checked} schemas found");
}
