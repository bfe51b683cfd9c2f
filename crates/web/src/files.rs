//! The files of the browser app.

use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::BTreeMap, fmt, fmt::Write, sync::Arc};

/// What is in `ui/dist`. A release build holds it; a debug build reads it there whenever it is asked. Source maps stay
/// at home.
#[derive(RustEmbed)]
#[folder = "ui/dist"]
#[exclude = "*.map"]
#[allow_missing = true]
struct Built;

/// Where the browser app's files come from; a clone is the same.
#[derive(Clone)]
pub struct Files(Source);

#[derive(Clone)]
enum Source {
    Built,
    Given(Arc<BTreeMap<String, File>>),
}

/// A file of the browser app.
#[derive(Debug, Clone)]
pub struct File {
    /// Its content.
    pub bytes: Bytes,
    digest: [u8; 32],
}

impl Files {
    /// Those of `ui/dist`: none, where the app was not built.
    #[must_use]
    pub fn built() -> Self {
        Self(Source::Built)
    }

    /// These, by path; for tests.
    #[must_use]
    pub fn given<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let files = files.into_iter().map(|(path, bytes)| {
            let file = File {
                bytes: Bytes::copy_from_slice(bytes),
                digest: Sha256::digest(bytes).into(),
            };
            (path.to_owned(), file)
        });
        Self(Source::Given(Arc::new(files.collect())))
    }

    /// The file at a path such as `assets/staff-3f9a.js`; none at a path that leaves the folder or names what is hidden.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<File> {
        let odd = |name: &str| name.is_empty() || name.starts_with('.') || name.contains('\\');
        if path.split('/').any(odd) {
            return None;
        }
        match &self.0 {
            Source::Given(files) => files.get(path).cloned(),
            Source::Built => Built::get(path).map(|file| File {
                digest: file.metadata.sha256_hash(),
                bytes: match file.data {
                    Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    Cow::Owned(bytes) => bytes.into(),
                },
            }),
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Files")
    }
}

impl File {
    /// Names this content and no other; what stands between the quotes of an `ETag`.
    #[must_use]
    pub fn tag(&self) -> String {
        self.digest
            .iter()
            .take(16)
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }

    /// The content type of a file with this name.
    #[must_use]
    pub fn kind(path: &str) -> &'static str {
        match path.rsplit_once('.').map_or("", |(_, end)| end) {
            "js" | "mjs" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "html" => "text/html; charset=utf-8",
            "json" => "application/json",
            "webmanifest" => "application/manifest+json",
            "txt" => "text/plain; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            "avif" => "image/avif",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "woff" => "font/woff",
            "wasm" => "application/wasm",
            _ => "application/octet-stream",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_path_and_its_content() {
        let files = Files::given([("assets/a.js", b"1".as_slice()), ("assets/b.js", b"2")]);
        let tag = |path| files.get(path).map(|file| file.tag());
        assert_eq!(
            tag("assets/a.js").as_deref(),
            Some("6b86b273ff34fce19d6b804eff5a3f57")
        );
        assert_ne!(tag("assets/a.js"), tag("assets/b.js"));
        assert_eq!(tag("a.js"), None);
    }

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        let built = Files::built();
        for path in [
            "",
            "../package.json",
            "assets/../../package.json",
            "assets/..\\..\\package.json",
            "/etc/passwd",
            "assets//etc/passwd",
            ".vite/manifest.json",
        ] {
            assert!(built.get(path).is_none(), "{path}");
        }
    }

    #[test]
    fn browsers_learn_what_a_file_is() {
        for (path, kind) in [
            ("assets/a-1.js", "text/javascript; charset=utf-8"),
            ("assets/a-1.css", "text/css; charset=utf-8"),
            ("assets/figtree.woff2", "font/woff2"),
            ("version.json", "application/json"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(File::kind(path), kind, "{path}");
        }
    }
}
