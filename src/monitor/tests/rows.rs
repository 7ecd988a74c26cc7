//! The quirks that are met, where each was seen, and what scimtop does.

use crate::model::Source;

/// A way in which a service of the field is wrong.
pub struct Quirk {
    /// The switches that show it.
    pub faults: String,
    /// Who does so.
    pub seen: &'static str,
    /// What scimtop does.
    pub does: &'static str,
    pub sources: &'static [Source],
    /// Whether memberships can be told in spite of it.
    pub shows_members: bool,
}

const SCIM: &[Source] = &[Source::ScimUsers, Source::ScimGroups];
const USERS: &[Source] = &[Source::ScimUsers];
const GROUPS: &[Source] = &[Source::ScimGroups];
const GRAPH: &[Source] = &[Source::Assignments, Source::Groups, Source::Users];

/// Pages of fifty by index.
const INDEX: &str = "cursors-absent page-cap=50 ";
/// Pages of fifty by cursor.
const CURSOR: &str = "page-cap=50 ";

fn quirk(
    (base, switch): (&str, &str),
    sources: &'static [Source],
    seen: &'static str,
    does: &'static str,
) -> Quirk {
    Quirk {
        faults: format!("{base}{switch}"),
        seen,
        does,
        sources,
        shows_members: !switch.starts_with("members-"),
    }
}

/// Every quirk, in the order of the page.
pub fn quirks() -> Vec<Quirk> {
    let all = [pages(), rows(), services()];
    all.into_iter().flatten().collect()
}

/// How lists are cut into pages.
#[rustfmt::skip]
fn pages() -> Vec<Quirk> {
    vec![
        quirk((INDEX, ""), SCIM, "AWS, Atlassian, Slack, HCP Terraform", "advances by the rows that came, and asks for so many from then on"),
        quirk((INDEX, "start-index-ignored"), USERS, "AWS, WSO2 in tenants", "notices the first page again, and reads no further"),
        quirk((CURSOR, "start-index-ignored"), USERS, "AWS", "pages by cursor, which works"),
        quirk((INDEX, "start-index-zero"), USERS, "SimpleIdServer", "looks for a row before the first, and counts from 0"),
        quirk((CURSOR, "start-index-refused"), USERS, "providers of cursors alone (RFC 9865)", "pages by cursor, and sends no startIndex"),
        quirk((INDEX, "start-index-refused"), USERS, "no paging at all", "keeps what came without it, as a part"),
        quirk((INDEX, "start-index-clamped=40"), USERS, "WSO2", "notices that the pages stand still"),
        quirk((INDEX, "start-index-limit"), USERS, "Salesforce above about 2,200", "keeps what came, as a part"),
        quirk((INDEX, "items-per-page-wrong"), USERS, "Zscaler ZPA", "counts the rows itself"),
        quirk((INDEX, "past-end-repeats"), USERS, "WSO2", "stops where a page that overlaps shows the end"),
        quirk((INDEX, "pages-overlap=3"), USERS, "WSO2 (1-3, 2-4, 5-7)", "takes each row once"),
        quirk((INDEX, "rows-withheld"), USERS, "WSO2", "sees that pages are short in different ways, and that fewer came than were promised"),
        quirk((CURSOR, "rows-withheld"), USERS, "WSO2", "sees that fewer came than were promised"),
        quirk((INDEX, "order-unstable"), USERS, "RFC 7644 promises no order", "reads a second time, and concludes nothing"),
        quirk((CURSOR, "order-unstable"), USERS, "RFC 7644 promises no order", "reads a second time, and concludes nothing"),
        quirk((INDEX, "scim:churn"), USERS, "any provider that is written to", "overlaps its pages by a row, and steps back where they do not touch"),
        quirk((CURSOR, "scim:churn"), USERS, "any provider that is written to", "reads a second time where the total moved"),
        quirk((INDEX, "total-wrong=1"), USERS, "better-auth, Infisical", "says that the total does not fit"),
        quirk((INDEX, "total-wrong=-20"), USERS, "better-auth, Infisical", "reads on to the end all the same, and says that the total does not fit"),
        quirk((CURSOR, "total-wrong=-20"), USERS, "better-auth, Infisical", "says that the total does not fit"),
        quirk((INDEX, "total-absent"), USERS, "Databricks past the end", "reads until a page shows the end"),
        quirk((CURSOR, "total-absent"), USERS, "AWS; RFC 9865 lets it be left out", "reads until there is no cursor"),
        quirk((INDEX, "total-of-page"), USERS, "WSO2", "does not stop at a total that a page exceeds"),
        quirk((INDEX, "resources-null"), SCIM, "BuildBuddy", "takes null for no rows"),
        quirk((INDEX, "resources-absent total-absent"), SCIM, "Databricks past the end", "takes a list without Resources for no rows"),
        quirk((INDEX, "resources-lost"), SCIM, "a broken serializer", "says that the total does not fit"),
        quirk((INDEX, "schemas-missing"), SCIM, "11 of 26 samples of the field have no usable schemas", "goes by the endpoint that it asked"),
        quirk((INDEX, "count-refused"), SCIM, "proxies before several providers", "asks for fewer rows"),
        quirk((INDEX, "count-fixed"), SCIM, "RFC 9865 for cursors", "begins again with the smaller count"),
        quirk((CURSOR, "count-fixed"), SCIM, "RFC 9865", "keeps to one count"),
        quirk((CURSOR, "cursor-expired=2"), USERS, "RFC 9865", "begins the list once more, then keeps what came, as a part"),
        quirk((CURSOR, "cursor-loop"), USERS, "hostile", "knows a cursor that it has followed"),
        quirk((INDEX, "poison-row"), USERS, "FusionAuth", "halves the page down to the row, skips it and says so"),
        quirk((CURSOR, "poison-row"), USERS, "FusionAuth", "asks for smaller pages, then keeps what came, as a part"),
    ]
}

/// What rows and groups say.
#[rustfmt::skip]
fn rows() -> Vec<Quirk> {
    vec![
        quirk((INDEX, "duplicate-rows"), USERS, "Infisical: 136 rows of 67 users", "takes each row once, and says that some came twice"),
        quirk((INDEX, "duplicate-ids"), USERS, "a broken export", "takes the first of each id, and says that some came twice"),
        quirk((INDEX, "numeric-ids"), SCIM, "Snipe-IT, invGate", "takes numbers for ids, and keeps those of users and of groups apart"),
        quirk((INDEX, "string-booleans"), USERS, "providers that store what Entra sends", "reads \"True\" and \"False\""),
        quirk((INDEX, "invisible-characters"), SCIM, "hostile", "shows what hides or moves text as marks"),
        quirk((INDEX, "huge-names"), USERS, "hostile", "reads it within its bound of bytes, and asks for smaller pages above it"),
        quirk((INDEX, "deep-nesting"), SCIM, "hostile", "passes over what it does not compare, however deep"),
        quirk((INDEX, "relative-locations"), SCIM, "several", "goes by ids, and follows no location"),
        quirk((INDEX, "members-absent"), GROUPS, "Hive console", "asks for a group by itself; unknown is not empty"),
        quirk((INDEX, "members-empty"), GROUPS, "AWS", "takes members for unknown where every group is empty"),
        quirk((INDEX, "members-by-name"), GROUPS, "hand-made servers", "looks a member up by userName where no id fits"),
        quirk((INDEX, "members-cut=20"), GROUPS, "Sentry", "misses nobody in a group that is exactly full"),
        quirk((INDEX, "members-cut=100"), GROUPS, "FusionAuth, AWS", "misses nobody in a group that is exactly full"),
    ]
}

/// Filters, refusals, the connection, and Microsoft Graph.
#[rustfmt::skip]
fn services() -> Vec<Quirk> {
    vec![
        quirk((INDEX, "filter-blind"), SCIM, "Snowflake before 2026_03", "tries the filter on somebody who is there; else a second full read decides"),
        quirk((INDEX, "filter-ignored"), SCIM, "Keycloak (Metatavu)", "looks through the answer itself; else a second full read decides"),
        quirk((INDEX, "filter-refused"), SCIM, "several", "a second full read decides"),
        quirk((INDEX, "total-frozen"), SCIM, "a cached count", "believes no crawl whose rows do not fit the total; between crawls, misses who comes and goes until the next"),
        quirk((INDEX, "modified-blind"), SCIM, "Snowflake before 2026_03", "tries the filter by time where it must find somebody, and goes by the order of time instead"),
        quirk((INDEX, "modified-ignored"), SCIM, "Keycloak (Metatavu)", "tries the filter by time where it must find nobody, and goes by the order of time instead"),
        quirk((INDEX, "modified-stale"), SCIM, "WSO2, AzureAD/SCIMReferenceCode", "takes a filter by time for a hint alone: the next crawl sees what it missed"),
        quirk((INDEX, "modified-blind sort-ignored"), SCIM, "Airbyte, which does not sort", "tries whether a list turns round by time, and does without: totals tell who comes and goes, the next crawl who has changed"),
        quirk((INDEX, "etag-absent"), SCIM, "several", "asks for no group with If-None-Match"),
        quirk((INDEX, "etag-lying"), SCIM, "servers that leave members out of the ETag", "takes 304 for a hint alone: the next crawl sees what it hid"),
        quirk((INDEX, "scim-401"), SCIM, "an expired token", "stops at once, and keeps what was known with its age"),
        quirk((INDEX, "scim-401-text"), SCIM, "proxies", "stops at once, and keeps what was known with its age"),
        quirk((INDEX, "scim:throttle-429=3"), SCIM, "all", "waits for as many seconds as it is told"),
        quirk((INDEX, "scim:throttle-429=3 retry-after-decimal"), SCIM, "SpaceTraders", "rounds the fraction up"),
        quirk((INDEX, "scim:throttle-429=3 retry-after-date"), SCIM, "RFC 9110", "waits until then, by the clock of the service"),
        quirk((INDEX, "scim:throttle-429=3 retry-after-epoch"), SCIM, "Cloud Foundry", "waits until then, by the clock of the service"),
        quirk((INDEX, "scim:throttle-429=3 retry-after-absent"), SCIM, "several", "waits longer with each try, with jitter"),
        quirk((INDEX, "scim:unavailable-503=3"), SCIM, "all", "waits for as many seconds as it is told"),
        quirk((INDEX, "scim:cut-body=3"), SCIM, "proxies", "asks again"),
        quirk((INDEX, "scim:cut-body=1"), SCIM, "proxies", "says that no answer came whole"),
        quirk((INDEX, "scim:reset-before=3"), SCIM, "load balancers", "asks again"),
        quirk((INDEX, "scim:reset-before=1"), SCIM, "load balancers", "says that the connection was reset"),
        quirk((INDEX, "scim:reset-within=3"), SCIM, "load balancers", "asks again"),
        quirk((INDEX, "scim:endless-body=4"), SCIM, "hostile", "stops at its bound of bytes"),
        quirk((INDEX, "scim:slow-drip=1"), SCIM, "slow services", "waits a minute for a body"),
        quirk((INDEX, "scim:html-200=1"), SCIM, "proxies, captive portals", "says that a sign-in page came"),
        quirk((INDEX, "scim:html-200=4"), SCIM, "proxies, captive portals", "says that a sign-in page came"),
        quirk((INDEX, "scim:redirect-here=4"), SCIM, "RFC 7644 3.12", "follows no redirect: the token stays where it belongs"),
        quirk((INDEX, "scim:redirect-away=4"), SCIM, "hostile", "follows no redirect: the token stays where it belongs"),
        quirk((INDEX, "scim:redirect-clear=4"), SCIM, "hostile", "follows no redirect: the token stays where it belongs"),
        quirk((INDEX, "date-skew=3600"), SCIM, "clocks", "goes by the clock of the service"),
        quirk(("", "foreign-next-link graph:page-cap=50"), GRAPH, "hostile", "follows no link to another host"),
        quirk(("", "graph:churn graph:page-cap=50"), GRAPH, "Microsoft Graph while the directory changes", "asks about each user and group alone that would be out of scope"),
        quirk(("", "endless-next-link"), GRAPH, "a broken service", "stops after pages without rows"),
        quirk(("", "loop-next-link"), GRAPH, "a broken service", "knows a page that it has read"),
        quirk(("", "batch-429"), GRAPH, "Microsoft Graph", "sends again what was throttled inside a batch"),
        quirk(("", "graph:throttle-429=3"), GRAPH, "Microsoft Graph", "waits for as many seconds as it is told"),
        quirk(("", "graph:unavailable-503=3"), GRAPH, "Microsoft Graph", "waits for as many seconds as it is told"),
        quirk(("", "graph:cut-body=3"), GRAPH, "proxies", "asks again"),
        quirk(("", "graph:reset-before=3"), GRAPH, "load balancers", "asks again"),
        quirk(("", "graph:endless-body=6"), GRAPH, "hostile", "stops at its bound of bytes"),
        quirk(("", "graph:html-200=4"), GRAPH, "proxies, captive portals", "says that a sign-in page came"),
        quirk(("", "graph:redirect-away=4"), GRAPH, "hostile", "follows no redirect: the token stays where it belongs"),
        quirk(("", "delta-expired"), GRAPH, "Microsoft Graph after seven days", "reads all of it once more"),
        quirk(("", "delta-gone"), GRAPH, "Microsoft Graph (410)", "reads all of it once more"),
    ]
}
