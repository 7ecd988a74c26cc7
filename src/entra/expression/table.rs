//! Every function of the reference, one row each.
//!
//! The keys are those of `GET .../schema/functions` where a sample of it is known, else the names of
//! Microsoft's page. Where the two differ, both are understood.

use super::functions::{
    Body, bits, case, choice, date, encode, list, regex, roles, state, test, text,
};
use super::signature::{Parameter, Signature, optional, repeating, required};

/// The function of that name; names are case-sensitive.
pub fn signature(name: &str) -> Option<&'static Signature> {
    let at = TABLE.binary_search_by(|row| row.name.cmp(name));
    at.ok().and_then(|at| TABLE.get(at))
}

const fn row(name: &'static str, body: Body, parameters: &'static [Parameter]) -> Signature {
    Signature {
        name,
        parameters,
        body,
    }
}

const SOURCE: Parameter = required("source");
const EXPRESSION: Parameter = required("expression");
const ATTRIBUTE: Parameter = required("attribute");
const VALUE: Parameter = required("value");
const STRING: Parameter = required("string");
const INTERVAL: Parameter = required("interval");
const CULTURE: Parameter = optional("culture");
const ROLES: Parameter = required("source").or("appRoleAssignments");

/// Sorted by name, for it is searched by halves.
static TABLE: [Signature; 49] = [
    row("AppRoleAssignments", roles::complex, &[ROLES]),
    row("AppRoleAssignmentsComplex", roles::complex, &[ROLES]),
    row("Append", text::append, &[SOURCE, required("suffix")]),
    row(
        "AssertiveAppRoleAssignmentsComplex",
        roles::complex,
        &[ROLES],
    ),
    row(
        "BitAnd",
        bits::bit_and,
        &[required("value1"), required("value2")],
    ),
    row("CBool", test::boolean, &[EXPRESSION]),
    row("CDate", date::date, &[EXPRESSION]),
    row("CStr", text::string, &[VALUE]),
    row("Coalesce", choice::coalesce, &[repeating("source", 1)]),
    row("ConvertToBase64", encode::base64, &[SOURCE]),
    row("ConvertToUTF8Hex", encode::utf8_hex, &[SOURCE]),
    row("Count", list::count, &[ATTRIBUTE]),
    row(
        "DateAdd",
        date::add,
        &[INTERVAL, VALUE, required("dateTime")],
    ),
    row(
        "DateDiff",
        date::difference,
        &[INTERVAL, required("date1"), required("date2")],
    ),
    row("DateFromNum", date::from_number, &[VALUE]),
    row("DefaultDomain", state::default_domain, &[]),
    row(
        "FormatDateTime",
        date::format,
        &[
            SOURCE,
            optional("dateTimeStyles"),
            required("inputFormat"),
            required("outputFormat"),
        ],
    ),
    row("Guid", state::random, &[]),
    row(
        "IIF",
        choice::iif,
        &[
            required("condition"),
            required("valueIfTrue"),
            required("valueIfFalse"),
        ],
    ),
    row(
        "IgnoreFlowIfNullOrEmpty",
        choice::ignore_flow,
        &[EXPRESSION],
    ),
    row(
        "InStr",
        text::position,
        &[
            required("value1"),
            required("value2"),
            optional("start"),
            optional("compareType"),
        ],
    ),
    row("IsNothing", test::is_null, &[SOURCE]),
    row("IsNull", test::is_null, &[EXPRESSION]),
    row("IsNullOrEmpty", test::is_null_or_empty, &[EXPRESSION]),
    row("IsPresent", test::is_present, &[EXPRESSION]),
    row("IsString", test::is_string, &[EXPRESSION]),
    row("Item", list::item, &[ATTRIBUTE, required("index")]),
    row(
        "Join",
        list::join,
        &[required("separator"), repeating("source", 1)],
    ),
    row("Left", text::left, &[STRING, required("numChars")]),
    row("Len", text::length, &[SOURCE]),
    row(
        "Mid",
        text::mid,
        &[SOURCE, required("start"), required("length")],
    ),
    row("NormalizeDiacritics", encode::without_diacritics, &[SOURCE]),
    row("Not", test::not, &[SOURCE]),
    row("Now", state::now, &[]),
    row("NumFromDate", date::to_number, &[VALUE]),
    row("PCase", case::proper, &[SOURCE, optional("wordSeparators")]),
    row("Prepend", text::append, &[required("prefix"), SOURCE]),
    row(
        "RandomString",
        state::random,
        &[
            required("length"),
            required("minimumNumbers"),
            required("minimumSpecialCharacters"),
            required("minimumCapital"),
            required("minimumLowerCase"),
            optional("charactersToAvoid"),
        ],
    ),
    row("Redact", choice::pass, &[ATTRIBUTE.or("value")]),
    row("RemoveDuplicates", list::distinct, &[ATTRIBUTE]),
    row(
        "Replace",
        regex::replace,
        &[
            SOURCE,
            optional("Find").or("oldValue"),
            optional("RegularExpression").or("regexPattern"),
            optional("RegularExpressionGroupName").or("regexGroupName"),
            optional("Replacement").or("replacementValue"),
            optional("ReplacementPropertyName").or("replacementAttributeName"),
            optional("Template").or("template"),
        ],
    ),
    row(
        "SelectUniqueValue",
        state::unique,
        &[repeating("uniqueValueRule", 2)],
    ),
    row("SingleAppRoleAssignment", roles::single, &[ROLES]),
    row("Split", list::split, &[SOURCE, required("delimiter")]),
    row("StripSpaces", text::without_spaces, &[SOURCE]),
    row(
        "Switch",
        choice::switch,
        &[
            SOURCE,
            optional("defaultValue"),
            repeating("switchValue", 0),
        ],
    ),
    row("ToLower", case::lower, &[SOURCE, CULTURE]),
    row("ToUpper", case::upper, &[SOURCE, CULTURE]),
    row(
        "Word",
        text::word,
        &[STRING, required("wordNumber"), required("delimiters")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_name() {
        assert!(TABLE.is_sorted_by(|one, next| one.name < next.name));
        for row in &TABLE {
            let found = signature(row.name).expect(row.name);
            assert_eq!(found.name, row.name);
        }
        assert!(signature("append").is_none());
    }
}
