//! The long memory: when each finding was first seen, and how many there were, in one `SQLite` file
//! that any `SQLite` tool can open.
//!
//! Nothing else writes to disk but exports and the log. A full disk or a locked file is an error
//! for the caller to note, never an end.

use std::collections::HashMap;
use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use etcetera::BaseStrategy;
use rusqlite::{Connection, Transaction, params};

use crate::status::TrendPoint;

/// Why the history could not be read or written, and where it is.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("no folder for the history: neither XDG_STATE_HOME nor HOME is set")]
    NoFolder,
    #[error("{}: {cause}", .path.display())]
    File {
        path: PathBuf,
        cause: std::io::Error,
    },
    #[error("{}: {cause}", .path.display())]
    Database {
        path: PathBuf,
        cause: rusqlite::Error,
    },
    #[error("{}: written by a newer scimtop (layout {found}); this one knows {known}", .path.display())]
    TooNew {
        path: PathBuf,
        found: u32,
        known: u32,
    },
}

/// The layout of the file, kept as `SQLite`'s `user_version`.
const LAYOUT: u32 = 1;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS finding (
        profile TEXT NOT NULL, id TEXT NOT NULL, first_seen INTEGER NOT NULL,
        PRIMARY KEY (profile, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS trend (
        profile TEXT NOT NULL, at INTEGER NOT NULL, findings INTEGER NOT NULL,
        PRIMARY KEY (profile, at)) WITHOUT ROWID;
    PRAGMA user_version = 1;";

/// The open history.
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

impl Store {
    /// Where the history is kept: the XDG state folder.
    ///
    /// # Errors
    /// [`StoreError::NoFolder`] without a home.
    pub fn default_path() -> Result<PathBuf, StoreError> {
        let folders = etcetera::base_strategy::Xdg::new().map_err(|_| StoreError::NoFolder)?;
        let state = folders.state_dir().ok_or(StoreError::NoFolder)?;
        Ok(state.join("scimtop").join("history.sqlite3"))
    }

    /// Opens the history at `path`, made with mode 0600 where it is not there yet.
    ///
    /// # Errors
    /// What the file system or `SQLite` says, with the path.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        create(path).map_err(|cause| StoreError::File {
            path: path.to_owned(),
            cause,
        })?;
        let failed = |cause| StoreError::Database {
            path: path.to_owned(),
            cause,
        };
        let connection = Connection::open(path).map_err(failed)?;
        connection
            .busy_timeout(Duration::from_secs(2))
            .map_err(failed)?;
        let found: u32 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(failed)?;
        if found > LAYOUT {
            return Err(StoreError::TooNew {
                path: path.to_owned(),
                found,
                known: LAYOUT,
            });
        }
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(failed)?;
        connection.execute_batch(TABLES).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            connection,
        })
    }

    /// Writes down that just these findings stand now and returns when each was first seen.
    /// One that is gone is forgotten: if it comes back, it is new.
    ///
    /// # Errors
    /// What `SQLite` says; nothing is half written.
    pub fn sight(
        &mut self,
        profile: &str,
        standing: &[String],
        now: DateTime<Utc>,
    ) -> Result<HashMap<String, DateTime<Utc>>, StoreError> {
        self.write(|transaction| {
            let known = known(transaction, profile)?;
            let gone = known
                .keys()
                .filter(|id| standing.binary_search(id).is_err());
            for id in gone {
                let forget = "DELETE FROM finding WHERE profile = ?1 AND id = ?2";
                transaction
                    .prepare_cached(forget)?
                    .execute(params![profile, id])?;
            }
            for id in standing.iter().filter(|id| !known.contains_key(*id)) {
                let add = "INSERT OR IGNORE INTO finding VALUES (?1, ?2, ?3)";
                transaction
                    .prepare_cached(add)?
                    .execute(params![profile, id, now.timestamp()])?;
            }
            Ok(known)
        })
    }

    /// Adds a point to the trend.
    ///
    /// # Errors
    /// What `SQLite` says.
    pub fn push(&mut self, profile: &str, point: TrendPoint) -> Result<(), StoreError> {
        let findings = i64::try_from(point.findings).unwrap_or(i64::MAX);
        self.write(|transaction| {
            let add = "INSERT OR REPLACE INTO trend VALUES (?1, ?2, ?3)";
            transaction.execute(add, params![profile, point.at.timestamp(), findings])?;
            Ok(())
        })
    }

    /// The points of the trend since `after`, oldest first.
    ///
    /// # Errors
    /// What `SQLite` says.
    pub fn trend(
        &self,
        profile: &str,
        after: DateTime<Utc>,
    ) -> Result<Vec<TrendPoint>, StoreError> {
        let query = "SELECT at, findings FROM trend WHERE profile = ?1 AND at > ?2 ORDER BY at";
        let read = || {
            let mut statement = self.connection.prepare_cached(query)?;
            let rows = statement.query_map(params![profile, after.timestamp()], point)?;
            rows.filter_map(Result::transpose)
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|cause| self.failed(cause))
    }

    fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let run = |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            let outcome = work(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        };
        run(&mut self.connection).map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: rusqlite::Error) -> StoreError {
        StoreError::Database {
            path: self.path.clone(),
            cause,
        }
    }
}

fn known(
    transaction: &Transaction<'_>,
    profile: &str,
) -> rusqlite::Result<HashMap<String, DateTime<Utc>>> {
    let query = "SELECT id, first_seen FROM finding WHERE profile = ?1";
    let mut statement = transaction.prepare_cached(query)?;
    let rows = statement.query_map([profile], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let times = rows.filter_map(|row| {
        let timed = |(id, at)| DateTime::from_timestamp(at, 0).map(|at| (id, at));
        row.map(timed).transpose()
    });
    times.collect()
}

/// A point of the trend; `None` for a time or count that no run of ours wrote.
fn point(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<TrendPoint>> {
    let (at, findings): (i64, i64) = (row.get(0)?, row.get(1)?);
    let (at, findings) = (
        DateTime::from_timestamp(at, 0),
        usize::try_from(findings).ok(),
    );
    Ok(at
        .zip(findings)
        .map(|(at, findings)| TrendPoint { at, findings }))
}

/// Makes the file readable by its owner alone, before `SQLite` opens it.
fn create(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    #[test]
    fn a_finding_keeps_its_first_sight_until_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state").join("history.sqlite3");
        let (a, b) = ("a".to_owned(), "b".to_owned());
        let mut store = Store::open(&path).unwrap();
        assert!(
            store
                .sight("p", std::slice::from_ref(&a), at(0))
                .unwrap()
                .is_empty()
        );
        drop(store);
        let mut store = Store::open(&path).unwrap();
        let seen = store.sight("p", &[a.clone(), b.clone()], at(60)).unwrap();
        assert_eq!(seen, HashMap::from([(a.clone(), at(0))]));
        store.sight("p", std::slice::from_ref(&b), at(120)).unwrap();
        let seen = store.sight("p", &[a, b.clone()], at(180)).unwrap();
        assert_eq!(seen, HashMap::from([(b, at(60))]));
        assert!(store.sight("other", &[], at(0)).unwrap().is_empty());
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_trend_comes_back_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("h")).unwrap();
        for (second, findings) in [(60, 3), (0, 1), (120, 2)] {
            store
                .push(
                    "p",
                    TrendPoint {
                        at: at(second),
                        findings,
                    },
                )
                .unwrap();
        }
        let counts = store
            .trend("p", at(0))
            .unwrap()
            .into_iter()
            .map(|point| point.findings);
        assert_eq!(counts.collect::<Vec<_>>(), [3, 2]);
    }

    #[test]
    fn a_file_that_is_no_database_or_too_new_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("text");
        std::fs::write(
            &text,
            "not a database, but longer than its header would be, really",
        )
        .unwrap();
        assert!(matches!(
            Store::open(&text),
            Err(StoreError::Database { .. })
        ));
        assert!(
            std::fs::read_to_string(&text)
                .unwrap()
                .starts_with("not a database")
        );
        let newer = folder.path().join("newer");
        drop(Store::open(&newer).unwrap());
        Connection::open(&newer)
            .unwrap()
            .pragma_update(None, "user_version", 2)
            .unwrap();
        assert!(matches!(
            Store::open(&newer),
            Err(StoreError::TooNew { found: 2, .. })
        ));
    }
}
