//! `pg_dump` and `pg_restore`: what PostgreSQL itself says of a schema, and how to say it back.

use crate::{Error, OwnerTx, Result, files, owner::OWNER};
use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, pin_mut};
use std::{
    ffi::OsString,
    os::unix::ffi::OsStringExt as _,
    path::Path,
    process::{ExitStatus, Stdio},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStdout, Command},
};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

const PG_DUMP: &str = "pg_dump";
const PG_RESTORE: &str = "pg_restore";

/// Bytes of rows sent at once.
const PIECE: usize = 1 << 16;

/// Variables that would steer the programs elsewhere.
const FOREIGN: &[&str] = &[
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGOPTIONS",
    "PGHOSTADDR",
    "PGPASSFILE",
    "PGDATABASE",
];

/// Saves a schema, as a snapshot shows it, to a file that exists already.
pub(crate) async fn dump(
    config: &Config,
    schema: &str,
    snapshot: &str,
    file: &Path,
) -> Result<String> {
    let mut command = connected(PG_DUMP, config);
    command
        .args(["--format=custom", "--no-password", "--strict-names"])
        .arg(format!("--role={OWNER}"))
        .arg(format!("--snapshot={snapshot}"))
        .arg(format!("--schema=\"{schema}\""))
        .arg("--file")
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let child = spawn(PG_DUMP, command)?;
    finish(PG_DUMP, child).await?;
    version(PG_DUMP).await
}

/// Writes a dump's tables, rows, indexes and constraints into the transaction, under the schema's original name.
/// Owners and rights are not taken from it. Settings of the session are as before.
pub(crate) async fn restore(tx: &OwnerTx, dump: &Path) -> Result<()> {
    tx.batch(&text(dump, "pre-data").await?).await?;
    rows(tx, dump).await?;
    tx.batch(&text(dump, "post-data").await?).await?;
    tx.batch("RESET ALL").await
}

/// Commands of a section that holds no rows.
async fn text(dump: &Path, section: &str) -> Result<String> {
    let mut child = script(dump, section)?;
    let mut text = String::new();
    if let Some(mut output) = child.stdout.take() {
        output
            .read_to_string(&mut text)
            .await
            .map_err(|source| files::failed(dump, source))?;
    }
    finish(PG_RESTORE, child).await?;
    Ok(text
        .lines()
        .filter(|line| !is_foreign(line))
        .collect::<Vec<_>>()
        .join("\n"))
}

/// What psql or a newer server understands, but this one need not.
fn is_foreign(line: &str) -> bool {
    line.starts_with("\\restrict ")
        || line.starts_with("\\unrestrict ")
        || line.starts_with("SET transaction_timeout = ")
}

/// The section of rows is `COPY ... FROM stdin;`, lines, `\.`, and between those, single commands.
async fn rows(tx: &OwnerTx, dump: &Path) -> Result<()> {
    let mut child = script(dump, "data")?;
    if let Some(output) = child.stdout.take() {
        let mut output = Lines::new(output, dump);
        let mut command = String::new();
        while let Some(line) = output.next().await? {
            let line = String::from_utf8_lossy(&line).into_owned();
            if line.starts_with("COPY ") && line.trim_end().ends_with(" FROM stdin;") {
                copy(tx, line.trim_end().trim_end_matches(';'), &mut output).await?;
            } else if !is_foreign(&line) {
                command.push_str(&line);
                if line.trim_end().ends_with(';') {
                    tx.batch(&std::mem::take(&mut command)).await?;
                }
            }
        }
        tx.batch(&command).await?;
    }
    finish(PG_RESTORE, child).await.map(drop)
}

async fn copy(tx: &OwnerTx, sql: &str, lines: &mut Lines<'_>) -> Result<()> {
    let sink = tx.copy_in(sql).await?;
    pin_mut!(sink);
    let mut piece = BytesMut::new();
    loop {
        match lines.next().await? {
            None => {
                return Err(files::corrupt(
                    lines.dump,
                    "it ends in the middle of a table",
                ));
            }
            Some(line) if line.as_ref() == b"\\.\n" => break,
            Some(line) => piece.extend_from_slice(&line),
        }
        if piece.len() >= PIECE {
            sink.send(piece.split().freeze()).await?;
        }
    }
    sink.send(piece.freeze()).await?;
    sink.finish().await?;
    Ok(())
}

struct Lines<'a> {
    output: BufReader<ChildStdout>,
    dump: &'a Path,
}

impl<'a> Lines<'a> {
    fn new(output: ChildStdout, dump: &'a Path) -> Self {
        Self {
            output: BufReader::with_capacity(PIECE, output),
            dump,
        }
    }

    async fn next(&mut self) -> Result<Option<Bytes>> {
        let mut line = Vec::new();
        let read = self
            .output
            .read_until(b'\n', &mut line)
            .await
            .map_err(|source| files::failed(self.dump, source))?;
        Ok((read > 0).then(|| line.into()))
    }
}

fn script(dump: &Path, section: &str) -> Result<Child> {
    let mut command = Command::new(PG_RESTORE);
    command
        .args(["--no-owner", "--no-privileges", "--file=-"])
        .arg(format!("--section={section}"))
        .arg(dump)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    spawn(PG_RESTORE, command)
}

/// A program that reaches the server as we do. The password is in its environment, which only its user can read.
fn connected(program: &str, config: &Config) -> Command {
    let mut command = Command::new(program);
    for name in FOREIGN {
        command.env_remove(name);
    }
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    command.env("PGHOST", hosts.join(","));
    command.env("PGPORT", ports.join(","));
    command.env("PGAPPNAME", "panal backup");
    command.env(
        "PGSSLMODE",
        match config.get_ssl_mode() {
            SslMode::Disable => "disable",
            SslMode::Require => "require",
            _ => "prefer",
        },
    );
    if let Some(user) = config.get_user() {
        command.env("PGUSER", user);
    }
    if let Some(database) = config.get_dbname() {
        command.env("PGDATABASE", database);
    }
    if let Some(password) = config.get_password() {
        command.env("PGPASSWORD", OsString::from_vec(password.to_vec()));
    }
    command
}

fn spawn(program: &'static str, mut command: Command) -> Result<Child> {
    command
        .stdin(Stdio::null())
        .env("LC_ALL", "C")
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Error::Program {
            program,
            message: error.to_string(),
        })
}

async fn finish(program: &'static str, child: Child) -> Result<String> {
    let output = child
        .wait_with_output()
        .await
        .map_err(|error| Error::Program {
            program,
            message: error.to_string(),
        })?;
    if ExitStatus::success(&output.status) {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::Program {
        program,
        message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// As the program gives it: `15.4`.
async fn version(program: &'static str) -> Result<String> {
    let mut command = Command::new(program);
    command
        .arg("--version")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let text = finish(program, spawn(program, command)?).await?;
    Ok(text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or_default()
        .to_owned())
}
