use std::path::PathBuf;

use secrecy::SecretString;

use super::mistake::Fault;
use super::raw::{Raw, choice};

/// How scimtop proves to Entra who it is.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// Client credentials with a shared secret.
    ClientSecret(SecretString),
    /// Client credentials with an assertion, signed by the private key in this PEM file.
    ClientCertificate(PathBuf),
    /// Somebody signs in with a browser elsewhere; fits a terminal over ssh.
    DeviceCode,
}

/// The name of a way to sign in, before its credential is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignInChoice {
    ClientSecret,
    ClientCertificate,
    DeviceCode,
}

pub(super) fn sign_in(raw: Raw<'_>) -> Result<SignInChoice, Fault> {
    let ways = [
        ("client_secret", SignInChoice::ClientSecret),
        ("client_certificate", SignInChoice::ClientCertificate),
        ("device_code", SignInChoice::DeviceCode),
    ];
    choice(raw, &ways)
}
