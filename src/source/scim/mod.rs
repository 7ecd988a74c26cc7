//! The service provider over SCIM 2.0 (RFC 7643, RFC 7644, RFC 9865).

mod crawl;
mod emails;
mod fields;
mod group_fields;
mod group_intake;
mod intake;
mod loose;
mod moment;
mod page;
mod refusal;
mod sightings;
mod user_fields;
mod user_intake;
