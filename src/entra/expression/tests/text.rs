//! Functions of texts and numbers.

use super::check;

#[test]
fn append_and_prepend() {
    check(&[
        (
            "Append([u], \".test\")",
            "u=John.Doe@contoso.com",
            "'John.Doe@contoso.com.test'",
        ),
        (
            "Append(Mid([g], 1, 3), Mid([s], 1, 5))",
            "g=John;s=Doe",
            "'JohDoe'",
        ),
        ("Append([u], \".test\")", "", "null"),
        ("Append([u], [v])", "u=a", "null"),
        ("Append([u], \"\")", "u=a", "'a'"),
        ("Prepend(\"x-\", [u])", "u=a", "'x-a'"),
        ("Prepend(\"x-\", [u])", "", "null"),
    ]);
}

#[test]
fn bit_and() {
    check(&[
        ("BitAnd(&HF, &HF7)", "", "'7'"),
        ("BitAnd([u], \"2\")", "u=514", "'2'"),
        (
            "BitAnd([u], \"2\")",
            "u=x",
            "unknown: BitAnd: value1 is not a whole number",
        ),
        ("BitAnd([u], \"2\")", "", "unknown: BitAnd: value1 is null"),
    ]);
}

#[test]
fn parts() {
    check(&[
        ("Left(\"John Doe\", 3)", "", "'Joh'"),
        ("Left([a], 0)", "a=abc", "''"),
        ("Left([a], -1)", "a=abc", "'abc'"),
        ("Left([a], 9)", "a=abc", "'abc'"),
        ("Left([a], 3)", "", "''"),
        ("Left([a], 1)", "a=Ångström", "'Å'"),
        (
            "Left([a], 1)",
            "a=😀x",
            "unknown: Left: the cut halves a character",
        ),
        ("Left([a], 2)", "a=😀x", "'😀'"),
        ("Mid([a], 1, 3)", "a=contoso", "'con'"),
        ("Mid([a], 6, 30)", "a=contoso", "'so'"),
        ("Mid([a], 8, 1)", "a=contoso", "''"),
        ("Mid([a], 1, 1)", "", "null"),
        ("Mid([a], 0, 1)", "a=x", "unknown: Mid: start counts from 1"),
        ("Mid([a], 1, -1)", "a=x", "unknown: Mid: length is negative"),
        ("Len([a])", "a=abc", "'3'"),
        ("Len([a])", "", "'0'"),
        ("StripSpaces([a])", "a=J. R. Doe", "'J.R.Doe'"),
        ("StripSpaces([a])", "a=x\u{a0}y", "'x\u{a0}y'"),
        ("StripSpaces([a])", "", "null"),
        ("CStr([dn])", "dn=cn:Joe,dc:contoso", "'cn:Joe,dc:contoso'"),
        ("CStr(5)", "", "'5'"),
        ("CStr([dn])", "", "null"),
    ]);
}

#[test]
fn word() {
    check(&[
        ("Word(\"The quick brown fox\",3,\" \")", "", "'brown'"),
        (
            "Word(\"This,string!has&many separators\",3,\",!&#\")",
            "",
            "'has'",
        ),
        ("Word([a],2,\" \")", "a=one   two", "'two'"),
        ("Word([a],3,\" \")", "a=one two", "''"),
        ("Word([a],0,\" \")", "a=one", "''"),
        ("Word([a],-9223372036854775808,\" \")", "a=one", "''"),
        ("Word([a],1,\" \")", "", "''"),
    ]);
}

#[test]
fn in_str() {
    check(&[
        ("InStr(\"The quick brown fox\",\"quick\")", "", "'5'"),
        ("InStr(\"repEated\",\"e\",3,vbBinaryCompare)", "", "'7'"),
        ("InStr(\"repEated\",\"e\",3,\"vbTextCompare\")", "", "'4'"),
        (
            "InStr(\"repEated\",\"e\",3)",
            "",
            "unknown: InStr: compareType is omitted, and letter case decides",
        ),
        ("InStr([a],\"z\")", "a=abc", "'0'"),
        ("InStr([a],\"a\")", "", "'0'"),
        ("InStr([a],\"a\",9)", "a=abc", "'0'"),
        (
            "InStr([a],\"a\",0)",
            "a=abc",
            "unknown: InStr: start counts from 1",
        ),
        (
            "InStr([a],\"a\",1,vbOther)",
            "a=abc",
            "unknown: InStr: compareType is neither vbTextCompare nor vbBinaryCompare",
        ),
    ]);
}

#[test]
fn encodings() {
    check(&[
        (
            "ConvertToBase64(\"Hello world!\")",
            "",
            "'SABlAGwAbABvACAAdwBvAHIAbABkACEA'",
        ),
        ("ConvertToBase64([a])", "", "null"),
        (
            "ConvertToUTF8Hex(\"Hello world!\")",
            "",
            "'48656C6C6F20776F726C6421'",
        ),
        ("ConvertToUTF8Hex([a])", "a=é", "'C3A9'"),
        ("ConvertToUTF8Hex([a])", "", "null"),
    ]);
}

#[test]
fn diacritics() {
    check(&[
        ("NormalizeDiacritics([g])", "g=Zoë", "'Zoe'"),
        (
            "NormalizeDiacritics([g])",
            "g=äàâãåáąăāǟǡæǣçčďḏëěḗğïıİł",
            "'aaaaaaaaaaaaeaeccddeeegiiIl'",
        ),
        (
            "NormalizeDiacritics([g])",
            "g=ā\u{301}a\u{331}o\u{304}\u{303}e\u{30a}\u{304}",
            "'aaoe'",
        ),
        (
            "NormalizeDiacritics([g])",
            "g=ñöøø\u{304}œ\u{304}řßšșťțüǖÿźŁØÆŒ\u{304}",
            "'nooeoeoerssssttuuyzLOEAEOE'",
        ),
        ("NormalizeDiacritics([g])", "g=đðþœ 田 김", "'đðþœ 田 김'"),
        ("NormalizeDiacritics([g])", "", "null"),
    ]);
}

#[test]
fn letter_case() {
    check(&[
        (
            "ToLower(Join(\"@\", NormalizeDiacritics(StripSpaces(Join(\".\", [f], [l]))), \"contoso.com\"))",
            "f=John;l=Smith",
            "'john.smith@contoso.com'",
        ),
        ("ToLower([a])", "a=İIΣ", "'İiσ'"),
        ("ToLower([a], \"tr-TR\")", "a=İI", "'iı'"),
        ("ToUpper([a])", "a=straße ıi", "'STRAßE ıI'"),
        ("ToUpper([a], \"tr-TR\")", "a=ıi", "'Iİ'"),
        ("ToUpper([a], \"en-US\")", "a=ıi", "'II'"),
        (
            "ToUpper([a], \"no culture\")",
            "a=x",
            "unknown: ToUpper: culture is not the name of a culture such as en-US",
        ),
        ("ToUpper([a])", "", "null"),
    ]);
}

#[test]
fn proper_case() {
    check(&[
        (
            "PCase([f])",
            "f=PABLO GONSALVES (SECOND)",
            "'Pablo Gonsalves (Second)'",
        ),
        ("PCase([l],\" '-\")", "l=PINTO-DE'SILVA", "'Pinto-De'Silva'"),
        (
            "PCase(Join(\" \",[f],[l]))",
            "f=GREGORY;l=JAMES",
            "'Gregory James'",
        ),
        (
            "PCase([f])",
            "f=O'BRIEN 3COM a1b x_y",
            "'O'brien 3Com A1b X_Y'",
        ),
        ("PCase([f])", "", "null"),
    ]);
}
