//! Files that are either whole or not there, and private to whoever runs the program.

use crate::{Error, Result, checksum::hex};
use sha2::{Digest, Sha256};
use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// What a file is called until it is whole.
pub(crate) const PARTIAL: &str = "partial";

/// A file that gets its name when it is whole. Dropped before that, it is removed.
pub(crate) struct Partial {
    path: PathBuf,
    end: PathBuf,
    kept: bool,
}

impl Partial {
    /// Creates `end` under a temporary name, readable by its owner alone.
    pub(crate) fn create(end: &Path) -> Result<(Self, File)> {
        if end.exists() {
            return Err(Error::Refused {
                message: format!("{} exists", end.display()),
                cure: "give another name, or move it away".to_owned(),
            });
        }
        let mut name = end.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.{PARTIAL}", uuid::Uuid::new_v4().simple()));
        let path = end.with_file_name(name);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(|source| failed(&path, source))?;
        let partial = Self {
            path,
            end: end.to_owned(),
            kept: false,
        };
        Ok((partial, file))
    }

    /// Where it is for now.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name. What was written is on the disk by then.
    pub(crate) fn keep(mut self) -> Result<()> {
        let renamed = File::open(&self.path)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&self.path, &self.end));
        renamed.map_err(|source| failed(&self.end, source))?;
        self.kept = true;
        if let Some(directory) = self.end.parent().and_then(|parent| File::open(parent).ok()) {
            directory
                .sync_all()
                .map_err(|source| failed(&self.end, source))?;
        }
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(file = %self.path.display(), %error, "an unfinished file could not be removed");
        }
    }
}

/// Makes a directory that only its owner can enter, where there is none.
pub(crate) fn private_directory(path: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| failed(path, source))
}

/// SHA-256 and size of a file.
pub(crate) fn digest(path: &Path) -> Result<(String, u64)> {
    let read = || -> io::Result<(String, u64)> {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        let mut size = 0;
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Ok((hex(&hasher.finalize()), size));
            }
            hasher.update(buffer.get(..read).unwrap_or_default());
            size += u64::try_from(read).unwrap_or(u64::MAX);
        }
    };
    read().map_err(|source| failed(path, source))
}

pub(crate) fn failed(path: &Path, source: io::Error) -> Error {
    Error::File {
        path: path.display().to_string(),
        source,
    }
}

pub(crate) fn corrupt(path: &Path, message: impl Into<String>) -> Error {
    Error::Corrupt {
        path: path.display().to_string(),
        message: message.into(),
    }
}

/// Work on files, away from the threads that serve the network.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Refused {
            message: format!("work on files was cut off: {error}"),
            cure: "run it again".to_owned(),
        })?
}
