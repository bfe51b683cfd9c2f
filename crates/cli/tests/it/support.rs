//! Running the command as an operator does.

use panal_test_support::TestDb;
use serde_json::Value;
use std::{
    io::Write,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// The settings of one test.
pub(crate) struct Panal {
    variables: Vec<(String, String)>,
    /// Working directory, gone with the value.
    pub(crate) directory: PathBuf,
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The JSON document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The JSON documents on standard output, one a line.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let line =
            |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(line).collect()
    }

    /// The run, which must have ended like this.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

impl Panal {
    /// Without any setting.
    pub(crate) fn bare() -> Self {
        let directory = std::env::temp_dir().join(format!("panal-cli-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&directory).expect("directory");
        Self {
            variables: Vec::new(),
            directory,
        }
    }

    /// On a test's database, as a developer.
    pub(crate) fn on(db: &TestDb) -> Self {
        let mut panal = Self::bare();
        let backups = panal.directory.join("backups").display().to_string();
        for (name, value) in [
            ("PANAL__ENVIRONMENT", "development"),
            ("PANAL__DATABASE__URL", &db.url()),
            ("PANAL__DATABASE__APP_URL", &db.app_url()),
            ("PANAL__DATABASE__ROLE_PREFIX", &db.role_prefix),
            ("PANAL__TENANTS__POOL_SIZE", "0"),
            ("PANAL__AUTH__BCRYPT_COST", "4"),
            ("PANAL__SERVER__PORT", "0"),
            ("PANAL__SERVER__METRICS_PORT", "0"),
            ("PANAL__JOBS__POLL_MS", "100"),
            ("PANAL__BACKUP__DIRECTORY", &backups),
        ] {
            panal.set(name, value);
        }
        panal
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_panal"));
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.variables.iter().cloned())
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("panal runs"))
    }

    /// With something on standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .expect("panal runs");
        child
            .stdin
            .take()
            .expect("stdin")
            .write_all(input.as_bytes())
            .expect("input");
        Run::of(child.wait_with_output().expect("panal ends"))
    }

    /// A file in the working directory.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.directory.join(name);
        std::fs::write(&path, content).expect("file");
        path.display().to_string()
    }
}

impl Drop for Panal {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// A process that is killed when the test ends, however it ends.
pub(crate) struct Running(pub(crate) Option<Child>);

impl Running {
    /// Sends a signal, such as `-TERM`.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.0.as_ref().expect("runs").id().to_string();
        let status = Command::new("kill")
            .args([signal, &id])
            .status()
            .expect("kill runs");
        assert!(status.success());
    }

    pub(crate) fn finish(mut self) -> Run {
        Run::of(
            self.0
                .take()
                .expect("runs")
                .wait_with_output()
                .expect("ends"),
        )
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Asks until the answer is there. Half a minute is longer than anything here takes.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(mut ask: impl FnMut() -> F) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "it never happened"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
