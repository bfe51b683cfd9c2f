//! Everything that the command prints goes through here: results to stdout, the rest to stderr.

use crate::failure::{Failure, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write, stderr, stdout};

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    json: bool,
    terminal: bool,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            terminal: stdout().is_terminal(),
        }
    }

    /// Whether the output is for a machine.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Whether somebody watches.
    pub(crate) fn is_terminal(self) -> bool {
        self.terminal
    }

    /// A line of the result.
    pub(crate) fn line(self, text: impl std::fmt::Display) -> Result {
        self.raw(&format!("{text}\n"))
    }

    /// A text as it is.
    pub(crate) fn raw(self, text: &str) -> Result {
        let mut stdout = stdout().lock();
        stdout.write_all(text.as_bytes())?;
        Ok(stdout.flush()?)
    }

    /// The result for a machine.
    pub(crate) fn json<T: Serialize>(self, value: &T) -> Result {
        let mut stdout = stdout().lock();
        serde_json::to_writer_pretty(&mut stdout, value)?;
        writeln!(stdout)?;
        Ok(stdout.flush()?)
    }

    /// One of many results for a machine, in one line.
    pub(crate) fn json_line<T: Serialize>(self, value: &T) -> Result {
        self.line(serde_json::to_string(value)?)
    }

    /// Columns under their names on a terminal, fields with tabs between them otherwise.
    pub(crate) fn table(self, table: &Table) -> Result {
        self.raw(&self.text(table))
    }

    fn text(self, table: &Table) -> String {
        match (self.terminal, table.rows.is_empty()) {
            (true, true) => "none\n".to_owned(),
            (true, false) => table.aligned(),
            (false, _) => table.plain(),
        }
    }

    /// For the operator's eyes: not part of the result.
    pub(crate) fn note(self, text: impl std::fmt::Display) {
        // Nothing can be done about a stderr that is gone.
        let _ = writeln!(stderr().lock(), "{text}");
    }

    /// A bar on a terminal, nothing otherwise.
    pub(crate) fn progress(self, what: &'static str) -> ProgressBar {
        let bar = if self.json || !stderr().is_terminal() {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
        } else {
            ProgressBar::new(0)
        };
        if let Ok(style) =
            ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {elapsed} {per_sec}")
        {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar
    }

    /// Says why the command ends.
    pub(crate) fn failure(self, failure: &Failure) {
        let text = failure.text();
        if !text.is_empty() {
            let _ = stderr().lock().write_all(text.as_bytes());
        }
        if self.json
            && let Some(value) = failure.json()
        {
            let _ = self.json(&value);
        }
    }
}

/// Rows under column names.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Self {
        Self {
            head: head.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Two columns without names.
    pub(crate) fn pairs() -> Self {
        Self::new(&[])
    }

    pub(crate) fn row<I: IntoIterator<Item: Into<String>>>(&mut self, cells: I) {
        self.rows
            .push(cells.into_iter().map(|cell| tidy(&cell.into())).collect());
    }

    fn plain(&self) -> String {
        self.rows.iter().map(|row| row.join("\t") + "\n").collect()
    }

    fn aligned(&self) -> String {
        let head: Vec<String> = self.head.iter().map(|name| name.to_uppercase()).collect();
        let mut widths: Vec<usize> = Vec::new();
        for row in self.rows.iter().chain(std::iter::once(&head)) {
            for (column, cell) in row.iter().enumerate() {
                let width = cell.chars().count();
                match widths.get_mut(column) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            cells.join("  ").trim_end().to_owned() + "\n"
        };
        let mut text = String::new();
        if !head.is_empty() {
            text.push_str(&line(&head));
        }
        text.extend(self.rows.iter().map(line));
        text
    }
}

/// One line, without characters that would move the cursor.
fn tidy(cell: &str) -> String {
    cell.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Out, Table};

    #[test]
    fn columns_are_named_for_people_and_bare_for_programs() {
        let mut table = Table::new(&["ready", "kind"]);
        table.row(["10", "otro"]);
        let read = |terminal| {
            Out {
                json: false,
                terminal,
            }
            .text(&table)
        };
        assert_eq!(read(true), "READY  KIND\n10     otro\n");
        assert_eq!(read(false), "10\totro\n");
        let empty = Table::new(&["ready"]);
        let read = |terminal| {
            Out {
                json: false,
                terminal,
            }
            .text(&empty)
        };
        assert_eq!((read(true), read(false)), ("none\n".into(), String::new()));
    }
}
