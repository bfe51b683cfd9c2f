//! Letters as files, for developers: `<id>.eml` for a mail program, `<id>.json` for `panal mail`.

use super::{Error, Letter};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A letter that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its name among the files; later ones sort later.
    pub id: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
}

pub(super) async fn keep(
    directory: &Path,
    letter: &Letter<'_>,
    message: &[u8],
) -> Result<(), Error> {
    let at = Utc::now();
    let name = Uuid::now_v7().simple().to_string();
    let kept = Kept {
        id: name.clone(),
        at,
        to: letter.to.to_owned(),
        subject: letter.subject(),
        text: letter.text(),
        html: letter.html(),
    };
    let failed = |path: &Path, source: io::Error| Error::File {
        path: path.display().to_string(),
        source,
    };
    let json = serde_json::to_vec_pretty(&kept)
        .map_err(|error| failed(directory, io::Error::other(error)))?;
    tokio::fs::create_dir_all(directory)
        .await
        .map_err(|error| failed(directory, error))?;
    // The one that is looked for comes last, and whole.
    let listed = directory.join(format!("{name}.json"));
    let unfinished = directory.join(format!("{name}.new"));
    for (path, content) in [
        (directory.join(format!("{name}.eml")), message),
        (unfinished.clone(), &json),
    ] {
        write(&path, content)
            .await
            .map_err(|error| failed(&path, error))?;
    }
    tokio::fs::rename(&unfinished, &listed)
        .await
        .map_err(|error| failed(&listed, error))
}

/// Links in it open doors: nobody else may read it.
async fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    use tokio::io::AsyncWriteExt;
    let mut file = tokio::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .await?;
    file.write_all(content).await?;
    file.flush().await
}

/// The letters in a directory, the latest first; none where there is no such directory.
pub fn kept(directory: &Path) -> Result<Vec<Kept>, Error> {
    let failed = |path: &Path, source: io::Error| Error::File {
        path: path.display().to_string(),
        source,
    };
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(directory, error)),
    };
    let mut letters = Vec::new();
    for entry in entries {
        let path: PathBuf = entry.map_err(|error| failed(directory, error))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let content = std::fs::read(&path).map_err(|error| failed(&path, error))?;
            let letter: Kept = serde_json::from_slice(&content)
                .map_err(|error| failed(&path, io::Error::other(error)))?;
            letters.push(letter);
        }
    }
    letters.sort_by(|a, b| b.id.cmp(&a.id));
    Ok(letters)
}
