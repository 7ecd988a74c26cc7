//! Secrets: one value in one of three forms, opened only for the profile in use.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::draft::Given;
use super::mistake::{Fault, Mistake};
use super::place::{Place, visible};
use super::raw::{Raw, line};
use super::secret_command;

/// More than any token; a larger file is something else.
const LONGEST: u64 = 64 * 1024;

/// Where a secret comes from. The command is wrapped too: people write tokens into commands.
#[derive(Clone, Debug)]
pub(super) enum SecretSource {
    Inline(SecretString),
    File(PathBuf),
    Command(SecretString),
}

pub(super) fn inline(raw: Raw<'_>) -> Result<SecretSource, Fault> {
    line(raw).map(|text| SecretSource::Inline(text.into()))
}

pub(super) fn file(raw: Raw<'_>) -> Result<SecretSource, Fault> {
    line(raw).map(|path| SecretSource::File(path.into()))
}

pub(super) fn command(raw: Raw<'_>) -> Result<SecretSource, Fault> {
    line(raw).map(|text| SecretSource::Command(text.into()))
}

/// Where a secret came from, for display; never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretOrigin {
    /// The secret's key, `scim_token` say.
    pub key: &'static str,
    origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    Place(Place),
    File(PathBuf),
    Command(Place),
}

impl fmt::Display for SecretOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from ", self.key)?;
        match &self.origin {
            Origin::Place(place) => place.fmt(f),
            Origin::File(path) => write!(f, "the file {}", visible(&path.to_string_lossy())),
            Origin::Command(place) => write!(f, "the command at {place}"),
        }
    }
}

/// Reads the secret `key` from where it is kept.
pub(super) fn open(
    given: &Given<SecretSource>,
    key: &'static str,
    home: Option<&Path>,
) -> Result<(SecretString, SecretOrigin), Mistake> {
    let place = given.place.clone();
    let (read, form, origin) = match &given.value {
        SecretSource::Inline(secret) => (Ok(secret.clone()), "", Origin::Place(place)),
        SecretSource::File(path) => {
            let path = given.place.resolve(path, home);
            (read_file(&path), "_file", Origin::File(path))
        }
        SecretSource::Command(text) => {
            let output = secret_command::run(text.expose_secret(), secret_command::PATIENCE);
            (
                output.and_then(|output| one_line(&output)),
                "_command",
                Origin::Command(place),
            )
        }
    };
    read.map(|secret| (secret, SecretOrigin { key, origin }))
        .map_err(|fault| fault.at(given.place.clone(), &format!("{key}{form}")))
}

fn read_file(path: &Path) -> Result<SecretString, Fault> {
    let mut file = open_private(path)?;
    let mut text = Zeroizing::new(String::new());
    // The size is known only for plain files, and a secret may come from a pipe.
    let read = Read::take(&mut file, LONGEST).read_to_string(&mut text);
    read.map_err(|error| unreadable(&error))?;
    one_line(&text)
}

/// Opens a file that nobody but its owner may read. The path is named only once it is known to
/// exist: until then it may be a secret in the wrong key.
pub(super) fn open_private(path: &Path) -> Result<File, Fault> {
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let about = file.metadata().map_err(|error| unreadable(&error))?;
    if about.is_dir() {
        return Err(unreadable(&io::ErrorKind::IsADirectory.into()));
    }
    if !is_shared(&about) {
        return Ok(file);
    }
    Err(Fault::new(
        "names a file that group or others can read",
        format!("chmod 600 {}", visible(&path.to_string_lossy())),
    ))
}

/// Says why, but not which: the path may be a secret in the wrong key.
pub(super) fn unreadable(error: &io::Error) -> Fault {
    Fault::new(
        format!("names a file that cannot be read ({})", error.kind()),
        "write the path of a file that you can read",
    )
}

/// Whether group or others may read the file.
#[cfg(unix)]
pub(super) fn is_shared(about: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o044 != 0
}

/// Elsewhere access lists decide, which the standard library does not read.
#[cfg(not(unix))]
pub(super) fn is_shared(_: &Metadata) -> bool {
    false
}

/// The secret without the line end that editors and commands leave behind it.
fn one_line(text: &str) -> Result<SecretString, Fault> {
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.trim().is_empty() {
        return Err(Fault::new(
            "gives an empty secret",
            "put the secret there, on one line",
        ));
    }
    if secret.contains(char::is_control) {
        return Err(Fault::new(
            "gives more than one line, or a control character",
            "put the secret there alone, on one line",
        ));
    }
    Ok(secret.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_line_end_is_cut() {
        for (text, secret) in [
            ("a b\n", "a b"),
            ("ab\r\n", "ab"),
            ("ab", "ab"),
            (" ab", " ab"),
        ] {
            let read = one_line(text).map(|secret| secret.expose_secret().to_owned());
            assert_eq!(read.ok().as_deref(), Some(secret), "{text:?}");
        }
        for text in ["", "\n", "  \n", "a\nb", "a\u{1b}b"] {
            assert!(one_line(text).is_err(), "{text:?}");
        }
    }
}
