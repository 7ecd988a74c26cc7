//! Where the two sides differ, and which of it somebody answers for.

pub mod ignore;
