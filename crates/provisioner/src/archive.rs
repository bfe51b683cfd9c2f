//! One tenant in one file: a tar whose entries are gzipped pieces of COPY's text, then `manifest.json`, then its
//! SHA-256. The pieces are small and the manifest comes last, so that neither writing nor reading needs more memory
//! than a few of them.

use crate::{
    Content, Result, TenantRecord,
    checksum::hex,
    files::{Partial, corrupt, failed},
    ledger::LedgerRow,
    rows::Table,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write as _},
    path::Path,
};

/// Raised when an older program could no longer read what is written.
pub(crate) const FORMAT: u32 = 1;

/// Most bytes of rows in one entry.
pub(crate) const PIECE: usize = 1 << 20;

/// Most bytes of an entry as it is stored; anything bigger is no file of ours.
const MAX_ENTRY: u64 = 1 << 26;

const MANIFEST: &str = "manifest.json";
const SEAL: &str = "manifest.sha256";

/// What is in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    pub(crate) panal_version: String,
    /// As PostgreSQL numbers itself: 150004 is 15.4.
    pub(crate) server_version: i32,
    pub(crate) exported_at: DateTime<Utc>,
    pub(crate) tenant: TenantRecord,
    pub(crate) ledger: Vec<LedgerRow>,
    /// Digest of the catalogue.
    pub(crate) catalogue: String,
    pub(crate) content: Content,
    pub(crate) tables: Vec<Stored>,
}

/// A table and where its rows are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    #[serde(flatten)]
    pub(crate) table: Table,
    pub(crate) entries: Vec<Entry>,
}

/// An entry of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    name: String,
    /// Of the bytes as they are stored.
    sha256: String,
}

/// A file being written.
pub(crate) struct Writer {
    tar: tar::Builder<BufWriter<File>>,
    partial: Partial,
}

impl Writer {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let (partial, file) = Partial::create(path)?;
        let tar = tar::Builder::new(BufWriter::new(file));
        Ok(Self { tar, partial })
    }

    /// Appends a piece of a table's rows.
    pub(crate) fn add(&mut self, table: &str, number: usize, rows: &[u8]) -> Result<Entry> {
        let name = format!("tables/{table}/{number:06}.copy.gz");
        let sha256 = zip(rows)
            .and_then(|zipped| append(&mut self.tar, &name, &zipped))
            .map_err(|source| failed(self.partial.path(), source))?;
        Ok(Entry { name, sha256 })
    }

    /// Writes the manifest and gives the file its name.
    pub(crate) fn finish(mut self, manifest: &Manifest) -> Result<()> {
        let write = || -> io::Result<()> {
            let text = serde_json::to_vec_pretty(manifest)?;
            let sha256 = append(&mut self.tar, MANIFEST, &text)?;
            append(&mut self.tar, SEAL, sha256.as_bytes())?;
            self.tar.into_inner()?.flush()
        };
        write().map_err(|source| failed(self.partial.path(), source))?;
        self.partial.keep()
    }
}

fn zip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn append(tar: &mut tar::Builder<BufWriter<File>>, name: &str, bytes: &[u8]) -> io::Result<String> {
    let mut header = tar::Header::new_gnu();
    header.set_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    header.set_mode(0o600);
    tar.append_data(&mut header, name, bytes)?;
    Ok(hex(&Sha256::digest(bytes)))
}

/// Reads a whole file and checks every byte of it.
pub(crate) fn verify(path: &Path) -> Result<Manifest> {
    let mut digests = BTreeMap::new();
    let (mut manifest, mut seal) = (None, None);
    each(path, |name, bytes| {
        digests.insert(name.to_owned(), hex(&Sha256::digest(&bytes)));
        match name {
            MANIFEST => manifest = Some(bytes),
            SEAL => seal = Some(bytes),
            _ => {}
        }
        Ok(())
    })?;
    let (Some(manifest), Some(seal)) = (manifest, seal) else {
        return Err(corrupt(
            path,
            "it ends before its manifest: it is no export, or not all of it is there",
        ));
    };
    if digests.get(MANIFEST).map(String::as_bytes) != Some(seal.as_slice()) {
        return Err(corrupt(path, "its manifest was changed"));
    }
    let manifest = parse(path, &manifest)?;
    for entry in manifest.tables.iter().flat_map(|stored| &stored.entries) {
        match digests.get(&entry.name) {
            None => return Err(corrupt(path, format!("{} is missing", entry.name))),
            Some(found) if *found != entry.sha256 => {
                return Err(corrupt(path, format!("{} was changed", entry.name)));
            }
            Some(_) => {}
        }
    }
    Ok(manifest)
}

/// The format first: a newer one may have other fields.
fn parse(path: &Path, manifest: &[u8]) -> Result<Manifest> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
        panal_version: String,
    }
    let unreadable = |error: serde_json::Error| corrupt(path, format!("its manifest: {error}"));
    let version: Version = serde_json::from_slice(manifest).map_err(unreadable)?;
    if version.format > FORMAT {
        return Err(crate::Error::Refused {
            message: format!(
                "{} has format {}, and this program reads {FORMAT}",
                path.display(),
                version.format
            ),
            cure: format!("install panal {} or newer", version.panal_version),
        });
    }
    serde_json::from_slice(manifest).map_err(unreadable)
}

/// Hands out the rows, piece by piece, in the order of the file. `take` answers false when it wants no more.
pub(crate) fn pieces(
    path: &Path,
    manifest: &Manifest,
    mut take: impl FnMut(usize, Bytes) -> bool,
) -> Result<()> {
    let tables: BTreeMap<&str, usize> = manifest
        .tables
        .iter()
        .enumerate()
        .flat_map(|(number, stored)| {
            stored
                .entries
                .iter()
                .map(move |entry| (entry.name.as_str(), number))
        })
        .collect();
    let mut wanted = true;
    each(path, |name, bytes| {
        if let Some(table) = tables.get(name)
            && wanted
        {
            let limit = u64::try_from(PIECE).unwrap_or(u64::MAX).saturating_mul(2);
            let mut rows = Vec::with_capacity(PIECE);
            GzDecoder::new(bytes.as_slice())
                .take(limit)
                .read_to_end(&mut rows)?;
            wanted = take(*table, rows.into());
        }
        Ok(())
    })
}

fn each(path: &Path, mut take: impl FnMut(&str, Vec<u8>) -> io::Result<()>) -> Result<()> {
    let file = File::open(path).map_err(|source| failed(path, source))?;
    let mut archive = tar::Archive::new(BufReader::new(file));
    let mut read = || -> io::Result<()> {
        for entry in archive.entries()? {
            let mut entry = entry?;
            let name = entry.path()?.to_string_lossy().into_owned();
            if entry.size() > MAX_ENTRY {
                return Err(io::Error::other(format!("{name} is too big")));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(entry.size()).unwrap_or(0));
            entry.read_to_end(&mut bytes)?;
            if u64::try_from(bytes.len()).ok() != Some(entry.size()) {
                return Err(io::Error::other(format!("it ends in the middle of {name}")));
            }
            take(&name, bytes)?;
        }
        Ok(())
    };
    read().map_err(|error| corrupt(path, error.to_string()))
}
