//! Findings as CSV, safe to open in a spreadsheet.

use std::io::{self, Write};

use super::time;
use crate::drift::{Finding, Subject};
use crate::export::guarded;
use crate::model::Foreign;
use crate::status::Status;

const HEAD: [&str; 16] = [
    "id",
    "kind",
    "user",
    "user_entra_id",
    "user_scim_id",
    "group",
    "group_entra_id",
    "group_scim_id",
    "member",
    "member_entra_id",
    "member_scim_id",
    "attribute",
    "expected",
    "actual",
    "detail",
    "since",
];

pub fn write(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEAD)?;
    for finding in status
        .comparison
        .iter()
        .flat_map(|compared| compared.findings.iter())
    {
        writer.write_record(record(finding).map(guarded))?;
    }
    writer.flush()
}

fn record(finding: &Finding) -> [String; HEAD.len()] {
    let [user, user_entra, user_scim] = subject(finding.user.as_ref());
    let [group, group_entra, group_scim] = subject(finding.group.as_ref());
    let [member, member_entra, member_scim] = subject(finding.member.as_ref());
    [
        finding.id.to_string(),
        finding.kind.name().to_owned(),
        user,
        user_entra,
        user_scim,
        group,
        group_entra,
        group_scim,
        member,
        member_entra,
        member_scim,
        shown(finding.attribute.as_ref()),
        shown(finding.expected.as_ref()),
        shown(finding.actual.as_ref()),
        finding.detail.shown().into_owned(),
        time(finding.since),
    ]
}

fn subject(subject: Option<&Subject>) -> [String; 3] {
    subject.map_or_else(Default::default, |subject| {
        let ids = [subject.entra_id.as_ref(), subject.scim_id.as_ref()];
        [shown(Some(&subject.name)), shown(ids[0]), shown(ids[1])]
    })
}

fn shown(value: Option<&Foreign>) -> String {
    value.map_or(String::new(), |value| value.shown().into_owned())
}
