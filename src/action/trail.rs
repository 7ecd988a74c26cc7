//! The local audit file: one line of JSON for each step of an action, only ever appended to.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use rustix::fs::OFlags;
use rustix::process::geteuid;

use super::line::Line;

/// Why an action cannot be written down.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    #[error("no folder for the audit file: neither XDG_STATE_HOME nor HOME is set")]
    NoFolder,
    #[error("{}: {cause}", .path.display())]
    File { path: PathBuf, cause: io::Error },
    #[error("{}: {why}", .path.display())]
    Unfit { path: PathBuf, why: &'static str },
}

/// The open audit file.
#[derive(Debug)]
pub struct Trail {
    path: PathBuf,
    file: File,
}

impl Trail {
    /// Where it is kept: the XDG state folder.
    ///
    /// # Errors
    /// [`TrailError::NoFolder`] without a home.
    pub fn default_path() -> Result<PathBuf, TrailError> {
        let folders = etcetera::base_strategy::Xdg::new().map_err(|_| TrailError::NoFolder)?;
        let state = folders.state_dir().ok_or(TrailError::NoFolder)?;
        Ok(state.join("scimtop").join("actions.jsonl"))
    }

    /// Opens the file at `path`, made with mode 0600 where it is not there yet.
    ///
    /// # Errors
    /// It cannot be opened, or it is a link, no file, or somebody else's.
    pub fn open(path: &Path) -> Result<Self, TrailError> {
        let failed = |cause| TrailError::File {
            path: path.to_owned(),
            cause,
        };
        let unfit = |why| TrailError::Unfit {
            path: path.to_owned(),
            why,
        };
        let file = open(path).map_err(|cause| match cause.raw_os_error() {
            Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
                unfit("is a symbolic link, which is not followed")
            }
            _ => failed(cause),
        })?;
        let about = file.metadata().map_err(failed)?;
        if !about.is_file() {
            return Err(unfit("is no regular file"));
        }
        if about.uid() != geteuid().as_raw() {
            return Err(unfit("belongs to another user"));
        }
        if about.permissions().mode() & 0o077 != 0 {
            let private = Permissions::from_mode(0o600);
            file.set_permissions(private).map_err(failed)?;
        }
        let path = path.to_owned();
        Ok(Self { path, file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this process alone acts now; held until the trail is dropped.
    ///
    /// # Errors
    /// The file system cannot lock.
    pub fn claim(&self) -> Result<bool, TrailError> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(cause)) => Err(self.failed(cause)),
        }
    }

    /// Appends one line, and waits until the disk has it.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn write(&mut self, line: &Line<'_>) -> Result<(), TrailError> {
        let text = line.text().map_err(|cause| self.failed(cause.into()))?;
        // One write, so that two processes cannot mix their lines.
        let written = self.file.write_all(text.as_bytes());
        let kept = written.and_then(|()| self.file.sync_data());
        kept.map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: io::Error) -> TrailError {
        TrailError::File {
            path: self.path.clone(),
            cause,
        }
    }
}

/// A link is not followed, and a pipe is not waited for.
fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .custom_flags(flags.cast_signed())
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_new_file_is_ours_alone_and_an_open_one_is_closed_to_others() {
        let folder = folder();
        let path = folder.path().join("state").join("actions.jsonl");
        let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        drop(Trail::open(&path).unwrap());
        assert_eq!(mode(), 0o600);
        std::fs::set_permissions(&path, Permissions::from_mode(0o664)).unwrap();
        drop(Trail::open(&path).unwrap());
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn a_link_a_folder_and_a_missing_home_are_refused() {
        let folder = folder();
        let target = folder.path().join("target");
        std::fs::write(&target, "").unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let told = Trail::open(&link).unwrap_err().to_string();
        assert!(told.contains("symbolic link"), "{told}");
        let told = Trail::open(folder.path()).unwrap_err().to_string();
        assert!(!told.is_empty());
        assert!(Trail::open(&target.join("below")).is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"");
    }

    #[test]
    fn a_full_disk_is_an_error_of_the_line() {
        let full = Path::new("/dev/full");
        let Ok(file) = OpenOptions::new().append(true).open(full) else {
            return;
        };
        let mut trail = Trail {
            path: full.to_owned(),
            file,
        };
        let error = trail.write(&Line::for_tests()).unwrap_err();
        assert!(error.to_string().starts_with("/dev/full: "), "{error}");
    }

    #[test]
    fn only_one_holds_it() {
        let folder = folder();
        let path = folder.path().join("actions.jsonl");
        let first = Trail::open(&path).unwrap();
        let second = Trail::open(&path).unwrap();
        assert!(first.claim().unwrap());
        assert!(!second.claim().unwrap());
        drop(first);
        assert!(second.claim().unwrap());
    }
}
