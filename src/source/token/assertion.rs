//! Proof by certificate: a signed assertion in place of a secret (RFC 7523; Microsoft identity
//! platform, "Application authentication certificate credentials").

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;
use serde_json::json;

use crate::model::{Foreign, SourceError};

/// How long before now an assertion begins, for a clock that is a little fast.
const EARLY: TimeDelta = TimeDelta::seconds(30);
/// How long an assertion is good for; the service accepts ten minutes in all.
const LIFE: TimeDelta = TimeDelta::seconds(9 * 60);

/// A client certificate with its private key.
pub struct Certificate {
    path: PathBuf,
    key: RsaKeyPair,
    /// The SHA-256 of the certificate, by which the service finds it (RFC 7515, 4.1.8).
    thumbprint: String,
}

impl Certificate {
    /// Reads a PEM file that holds the certificate and its RSA key, unencrypted.
    ///
    /// [`SourceError::Setting`] names the file and what is wrong with it, never what it holds.
    pub fn read(path: &Path) -> Result<Self, SourceError> {
        let unusable = |why: &str| SourceError::Setting {
            what: format!("the client certificate {} {why}", path.display()),
        };
        let pem = fs::read(path).map_err(|error| unusable(&format!("cannot be read: {error}")))?;
        let certificate = CertificateDer::from_pem_slice(&pem)
            .map_err(|_| unusable("holds no certificate (BEGIN CERTIFICATE)"))?;
        let key = PrivateKeyDer::from_pem_slice(&pem)
            .map_err(|_| unusable("holds no unencrypted key (BEGIN PRIVATE KEY)"))?;
        let key = rsa(&key).ok_or_else(|| unusable("holds no RSA key of at least 2048 bits"))?;
        let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, &certificate));
        Ok(Self {
            path: path.to_owned(),
            key,
            thumbprint,
        })
    }

    /// A signed statement that `client_id` asks `audience`, the token endpoint, at `now`.
    pub(super) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        now: DateTime<Utc>,
    ) -> Result<SecretString, SourceError> {
        let random = SystemRandom::new();
        let mut unique = [0; 16];
        random.fill(&mut unique).map_err(|_| self.broken())?;
        let head = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint });
        let claims = json!({
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": URL_SAFE_NO_PAD.encode(unique),
            "nbf": (now - EARLY).timestamp(),
            "exp": (now + LIFE).timestamp(),
        });
        let encode = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let said = format!("{}.{}", encode(&head), encode(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &random, said.as_bytes(), &mut signature)
            .map_err(|_| self.broken())?;
        Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)).into())
    }

    fn broken(&self) -> SourceError {
        SourceError::Bug {
            what: Foreign::new(format!("{} could not sign", self.path.display())),
        }
    }
}

fn rsa(key: &PrivateKeyDer) -> Option<RsaKeyPair> {
    match key {
        PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).ok(),
        PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()).ok(),
        _ => None,
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
    use secrecy::ExposeSecret;
    use serde_json::Value;

    use super::*;

    const PEM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sign-in.pem");

    fn part(text: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    }

    #[test]
    fn an_assertion_is_signed_and_short_lived() {
        let certificate = Certificate::read(Path::new(PEM)).unwrap();
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let assertion = certificate
            .assertion("app", "https://login/t", now)
            .unwrap();
        let parts: Vec<&str> = assertion.expose_secret().split('.').collect();
        let (head, claims) = (part(parts[0]), part(parts[1]));
        assert_eq!(head["alg"], "PS256");
        assert_eq!(head["x5t#S256"].as_str().map(str::len), Some(43));
        assert_eq!(
            (&claims["iss"], &claims["aud"]),
            (&json!("app"), &json!("https://login/t"))
        );
        let span = |key: &str| claims[key].as_i64().unwrap() - now.timestamp();
        assert!(span("nbf") <= 0 && span("exp") > 0);
        assert!(span("exp") - span("nbf") <= 600);
        let public = certificate.key.public().as_ref();
        let key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public);
        let said = format!("{}.{}", parts[0], parts[1]);
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        key.verify(said.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn two_assertions_are_never_the_same() {
        let certificate = Certificate::read(Path::new(PEM)).unwrap();
        let now = DateTime::UNIX_EPOCH;
        let id = || {
            let assertion = certificate.assertion("app", "aud", now).unwrap();
            part(assertion.expose_secret().split('.').nth(1).unwrap())["jti"].clone()
        };
        assert_ne!(id(), id());
    }

    #[test]
    fn a_wrong_file_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let whole = fs::read_to_string(PEM).unwrap();
        let (key, certificate) = whole.split_at(whole.find("-----BEGIN CERT").unwrap());
        let cases = [
            ("canary", "no certificate"),
            (key, "no certificate"),
            (certificate, "no unencrypted key"),
            (
                &whole.replace("BEGIN PRIVATE KEY-----\nMII", "BEGIN PRIVATE KEY-----\nAAA"),
                "no RSA key",
            ),
        ];
        for (content, why) in cases {
            let path = folder.path().join("client.pem");
            fs::write(&path, content).unwrap();
            let told = Certificate::read(&path).unwrap_err().to_string();
            assert!(told.contains(why) && told.contains("client.pem"), "{told}");
            assert!(!told.contains("canary"), "{told}");
        }
        let missing = Certificate::read(&folder.path().join("none.pem")).unwrap_err();
        assert!(missing.to_string().contains("none.pem"));
        let certificate = Certificate::read(Path::new(PEM)).unwrap();
        assert!(!format!("{certificate:?}").contains("MII"));
    }
}
