//! Functions of dates.

use super::check;

#[test]
fn c_date() {
    check(&[
        ("CDate([h])", "h=2020-03-16-07:00", "'3/16/2020 7:00:00 AM'"),
        ("CDate(\"2021-06-30+08:00\")", "", "'6/29/2021 4:00:00 PM'"),
        (
            "CDate(\"2009-06-15T01:45:30-07:00\")",
            "",
            "'6/15/2009 8:45:30 AM'",
        ),
        (
            "CDate([h])",
            "h=2020-03-16T00:00:00.1234567Z",
            "'3/16/2020 12:00:00 AM'",
        ),
        (
            "CDate([h])",
            "h=8/25/2021 5:41:18 PM",
            "'8/25/2021 5:41:18 PM'",
        ),
        (
            "CDate([h])",
            "h=12/31/2021 12:00:00 PM",
            "'12/31/2021 12:00:00 PM'",
        ),
        (
            "CDate([h])",
            "h=2021-02-29",
            "unknown: CDate: expression is not a date that is understood",
        ),
        (
            "CDate([h])",
            "h=soon",
            "unknown: CDate: expression is not a date that is understood",
        ),
        ("CDate([h])", "", "null"),
    ]);
}

#[test]
fn date_add() {
    const HIRED: &str = "h=2012-03-16-07:00";
    check(&[
        (
            "DateAdd(\"d\", 7, CDate([h]))",
            HIRED,
            "'3/23/2012 7:00:00 AM'",
        ),
        (
            "DateAdd(\"d\", -10, CDate([h]))",
            HIRED,
            "'3/6/2012 7:00:00 AM'",
        ),
        (
            "DateAdd(\"ww\", 2, CDate([h]))",
            HIRED,
            "'3/30/2012 7:00:00 AM'",
        ),
        (
            "DateAdd(\"m\", 10, CDate([h]))",
            HIRED,
            "'1/16/2013 7:00:00 AM'",
        ),
        (
            "DateAdd(\"yyyy\", 2, CDate([h]))",
            HIRED,
            "'3/16/2014 7:00:00 AM'",
        ),
        (
            "DateAdd(\"m\", -1, CDate([h]))",
            "h=2020-03-31",
            "'2/29/2020 12:00:00 AM'",
        ),
        (
            "DateAdd(\"h\", \"1\", CDate([h]))",
            "h=2020-12-31T23:30:00Z",
            "'1/1/2021 12:30:00 AM'",
        ),
        (
            "DateAdd(\"w\", 1, CDate([h]))",
            HIRED,
            "unknown: DateAdd: interval is none of yyyy, m, d, ww, h, n, s",
        ),
        (
            "DateAdd(\"yyyy\", 9000, CDate([h]))",
            HIRED,
            "unknown: DateAdd: the date is out of range",
        ),
        (
            "DateAdd(\"s\", 9223372036854775807, CDate([h]))",
            HIRED,
            "unknown: DateAdd: the date is out of range",
        ),
        ("DateAdd(\"d\", 1, CDate([h]))", "", "null"),
    ]);
}

#[test]
fn date_diff() {
    const FAR: &str = "a=8/25/2021 5:41:18 PM;b=2012-03-16-07:00";
    const NEXT: &str = "a=2021-08-24;b=2021-08-25";
    check(&[
        (
            "DateDiff(\"d\", CDate([a]), CDate([b]))",
            "a=2021-08-18+08:00;b=2021-08-31+08:00",
            "'13'",
        ),
        ("DateDiff(\"d\", CDate([a]), CDate([b]))", FAR, "'-3449'"),
        ("DateDiff(\"ww\", CDate([a]), CDate([b]))", FAR, "'-493'"),
        ("DateDiff(\"m\", CDate([a]), CDate([b]))", FAR, "'-113'"),
        ("DateDiff(\"yyyy\", CDate([a]), CDate([b]))", FAR, "'-9'"),
        ("DateDiff(\"d\", [a], [a])", FAR, "'0'"),
        ("DateDiff(\"h\", [a], [b])", NEXT, "'24'"),
        ("DateDiff(\"n\", [a], [b])", NEXT, "'1440'"),
        ("DateDiff(\"s\", [a], [b])", NEXT, "'86400'"),
        (
            "DateDiff(\"d\", Now(), [b])",
            NEXT,
            "unknown: Now: depends on when Entra evaluates it",
        ),
    ]);
}

#[test]
fn numbers_of_active_directory() {
    check(&[
        (
            "DateFromNum(129699324000000000)",
            "",
            "'1/1/2012 11:00:00 PM'",
        ),
        (
            "DateFromNum([n])",
            "n=129699324000000000",
            "'1/1/2012 11:00:00 PM'",
        ),
        (
            "DateFromNum([n])",
            "n=9223372036854775807",
            "unknown: DateFromNum: value is no date",
        ),
        ("DateFromNum([n])", "", "null"),
        (
            "NumFromDate(Join(\"\", FormatDateTime([e], ,\"yyyy-MM-ddzzz\", \"yyyy-MM-dd\"), \" 23:59:59-08:00\"))",
            "e=2020-12-31-08:00",
            "'132539615990000000'",
        ),
        (
            "NumFromDate(Join(\"\",FormatDateTime([e], ,\"M/d/yyyy hh:mm:ss tt\",\"yyyy-MM-dd\"),\" 23:59:59-08:00\"))",
            "e=12/31/2020 12:00:00 AM",
            "'132539615990000000'",
        ),
        ("NumFromDate([e])", "e=1601-01-01T00:00:00.5Z", "'5000000'"),
    ]);
}

#[test]
fn format_date_time() {
    check(&[
        (
            "FormatDateTime([e], , \"yyyyMMddHHmmss.fZ\", \"yyyy-MM-dd\")",
            "e=20150123105347.1Z",
            "'2015-01-23'",
        ),
        (
            "FormatDateTime([e], , \"yyyy-MM-ddTHH:mm:ssZ\", \"dddd, d MMM yy h:m:s t 'o''clock' \\\\y\")",
            "e=2021-08-05T15:04:09Z",
            "'Thursday, 5 Aug 21 3:4:9 P oclock y'",
        ),
        (
            "FormatDateTime([e], , \"d MMMM yyyy\", \"d\")",
            "e=7 march 2020",
            "'03/07/2020'",
        ),
        (
            "FormatDateTime([e], , \"d MMMM yyyy\", \"%d\")",
            "e=7 March 2020",
            "'7'",
        ),
        (
            "FormatDateTime([e], , \"dddd d/M/yy\", \"o\")",
            "e=Saturday 7/3/20",
            "'2020-03-07T00:00:00.0000000'",
        ),
        (
            "FormatDateTime([e], , \"o\", \"o\")",
            "e=2020-03-07T01:02:03.1234567Z",
            "'2020-03-07T01:02:03.1234567Z'",
        ),
        (
            "FormatDateTime([e], , \"yyyy\", \"yyyy-MM-dd\")",
            "e= 2020 ",
            "'2020-01-01'",
        ),
        (
            "FormatDateTime([e], \"None\", \"yyyy\", \"yyyy\")",
            "e= 2020 ",
            "unknown: FormatDateTime: source does not fit inputFormat",
        ),
        (
            "FormatDateTime([e], \"AllowLeadingWhite, AllowTrailingWhite\", \"yyyy\", \"yy\")",
            "e= 2020 ",
            "'20'",
        ),
        (
            "FormatDateTime([e], \"AssumeLocal\", \"yyyy\", \"yy\")",
            "e=2020",
            "unknown: FormatDateTime: dateTimeStyles has a style that is not understood",
        ),
        (
            "FormatDateTime([e], , \"MM-dd\", \"MM\")",
            "e=03-07",
            "unknown: FormatDateTime: source does not fit inputFormat",
        ),
        (
            "FormatDateTime([e], , \"ddd d/M/yyyy\", \"dd\")",
            "e=Sun 7/3/2020",
            "unknown: FormatDateTime: source does not fit inputFormat",
        ),
        (
            "FormatDateTime([e], , \"gg yyyy\", \"dd\")",
            "e=AD 2020",
            "unknown: FormatDateTime: inputFormat is not a date format that is understood",
        ),
        (
            "FormatDateTime([e], , \"yyyy\", \"'open\")",
            "e=2020",
            "unknown: FormatDateTime: outputFormat is not a date format that is understood",
        ),
        ("FormatDateTime([e], , \"yyyy\", \"yy\")", "", "null"),
    ]);
}
