//! Sign-in to Microsoft Graph (Microsoft identity platform, OAuth 2.0): one token, kept fresh.

mod advice;
mod assertion;
mod claims;
mod device_code;
mod grant;
mod options;
#[cfg(test)]
mod tests;
mod tokens;

pub use assertion::Certificate;
pub use device_code::DevicePrompt;
pub use options::{Proof, TokenOptions};
pub use tokens::Tokens;
