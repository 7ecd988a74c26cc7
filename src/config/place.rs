use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The layers of the configuration, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    File,
    Environment,
    Flag,
}

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Line and column count from 1; a column is one character.
    File {
        path: Arc<Path>,
        line: usize,
        column: usize,
    },
    /// The name of an environment variable.
    Environment(String),
    /// A flag's long name, without the dashes.
    Flag(&'static str),
}

impl Place {
    pub fn layer(&self) -> Layer {
        match self {
            Self::File { .. } => Layer::File,
            Self::Environment(_) => Layer::Environment,
            Self::Flag(_) => Layer::Flag,
        }
    }

    /// Where a path that was written here leads: `~/` is the home folder, and in a file anything
    /// relative starts at the file's own folder.
    pub fn resolve(&self, path: &Path, home: Option<&Path>) -> PathBuf {
        if let (Ok(rest), Some(home)) = (path.strip_prefix("~"), home) {
            return home.join(rest);
        }
        match self {
            Self::File { path: file, .. } => file.with_file_name(path),
            Self::Environment(_) | Self::Flag(_) => path.to_owned(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, column } => {
                write!(f, "{}:{line}:{column}", visible(&path.to_string_lossy()))
            }
            Self::Environment(name) => f.write_str(name),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// The text with everything that a terminal would act on made visible.
pub(super) fn visible(text: &str) -> String {
    text.escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_where_they_were_written() {
        let file = Place::File {
            path: Path::new("/etc/scimtop/config.toml").into(),
            line: 1,
            column: 1,
        };
        let flag = Place::Flag("ca-file");
        let home = Some(Path::new("/home/ada"));
        let cases = [
            (&file, "token", "/etc/scimtop/token"),
            (&file, "/run/token", "/run/token"),
            (&file, "~/token", "/home/ada/token"),
            (&flag, "token", "token"),
            (&flag, "~/token", "/home/ada/token"),
        ];
        for (place, written, expected) in cases {
            assert_eq!(
                place.resolve(Path::new(written), home),
                Path::new(expected),
                "{place}"
            );
        }
    }

    #[test]
    fn later_layers_are_stronger() {
        assert!(Layer::File < Layer::Environment && Layer::Environment < Layer::Flag);
    }
}
