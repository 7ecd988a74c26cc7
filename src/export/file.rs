//! A new file that only its owner can read, whole or not at all.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

/// Why a file was not written. Nothing is left behind then.
#[derive(Debug, thiserror::Error)]
#[error("{} was not written: {why}", .path.display())]
pub struct NotWritten {
    pub path: PathBuf,
    /// Whether something of that name is there already.
    pub exists: bool,
    why: String,
}

impl NotWritten {
    fn of(path: &Path, error: &io::Error) -> Self {
        let exists = error.kind() == io::ErrorKind::AlreadyExists;
        let hint = match error.kind() {
            io::ErrorKind::AlreadyExists => "something of this name is there, and is not replaced",
            io::ErrorKind::NotFound => "there is no such folder: name one that exists",
            io::ErrorKind::PermissionDenied => "this folder may not be written to: name another",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "the disk is full: make room, or name another folder; nothing was left behind"
            }
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only: name another folder",
            _ => "name another path",
        };
        Self {
            path: path.to_owned(),
            exists,
            why: format!("{error} ({hint})"),
        }
    }
}

/// Makes the file at `path` of what `fill` writes: mode 0600, never in the place of anything that is
/// there, never through a link, and in full view only once all of it is on the disk.
///
/// # Errors
/// What the file system says; nothing is left behind.
pub fn write_new(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), NotWritten> {
    try_write(path, fill).map_err(|error| NotWritten::of(path, &error))
}

fn try_write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    let folder = rustix::fs::open(
        parent.unwrap_or(Path::new(".")),
        OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    // The end would not replace what is there; this only saves the work.
    if rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
        return Err(Errno::EXIST.into());
    }
    let mut draft = Draft::make(&folder)?;
    {
        let mut out = BufWriter::new(&mut draft.file);
        fill(&mut out)?;
        out.flush()?;
    }
    draft.file.sync_all()?;
    draft.keep_as(name)
}

/// A file under a name of its own; dropping it takes it away.
struct Draft<'a> {
    folder: &'a OwnedFd,
    name: OsString,
    file: File,
}

impl<'a> Draft<'a> {
    fn make(folder: &'a OwnedFd) -> io::Result<Self> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let name = OsString::from(format!(".scimtop-{:016x}.part", fastrand::u64(..)));
        let file = rustix::fs::openat(folder, &name, flags, Mode::RUSR | Mode::WUSR)?;
        Ok(Self {
            folder,
            name,
            file: file.into(),
        })
    }

    /// Gives the file its name, in one step that replaces nothing.
    fn keep_as(mut self, name: &std::ffi::OsStr) -> io::Result<()> {
        let folder = self.folder.as_fd();
        let moved =
            rustix::fs::renameat_with(folder, &self.name, folder, name, RenameFlags::NOREPLACE);
        match moved {
            Ok(()) => self.name.clear(),
            // Some file systems do not know that flag; a second name cannot replace anything either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                rustix::fs::linkat(folder, &self.name, folder, name, AtFlags::empty())?;
            }
            Err(error) => return Err(error.into()),
        }
        rustix::fs::fsync(folder).map_err(Into::into)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            // It may be gone with its folder, and nobody could do more about it.
            let _ = rustix::fs::unlinkat(self.folder, &self.name, AtFlags::empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn files(folder: &Path) -> Vec<OsString> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    fn hello(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"hello")
    }

    #[test]
    fn a_new_file_is_whole_and_ours_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_new(&path, hello).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"hello");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(files(folder.path()), ["a.csv"]);
    }

    #[test]
    fn nothing_is_replaced_and_no_link_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (there, link) = (folder.path().join("there"), folder.path().join("link"));
        let elsewhere = folder.path().join("elsewhere");
        std::fs::write(&there, "old").unwrap();
        symlink(&elsewhere, &link).unwrap();
        for path in [&there, &link] {
            let refused = write_new(path, hello).unwrap_err();
            assert!(refused.exists, "{refused}");
        }
        assert_eq!(std::fs::read(&there).unwrap(), b"old");
        assert!(!elsewhere.exists());
        assert_eq!(files(folder.path()).len(), 2);
    }

    #[test]
    fn what_comes_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let refused = write_new(&path, |_| std::fs::write(&path, "theirs")).unwrap_err();
        assert!(refused.exists, "{refused}");
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        assert_eq!(files(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_full_disk_is_said_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let full = |out: &mut dyn Write| {
            out.write_all(b"half of it")?;
            Err(Errno::NOSPC.into())
        };
        let refused = write_new(&path, full).unwrap_err().to_string();
        assert!(refused.contains("disk is full"), "{refused}");
        assert!(refused.contains("a.csv"), "{refused}");
        assert!(files(folder.path()).is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let refused = write_new(&folder.path().join("no/a.csv"), hello).unwrap_err();
        assert!(refused.to_string().contains("no such folder"), "{refused}");
    }
}
