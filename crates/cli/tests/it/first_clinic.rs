//! `docs/first-clinic.md`, run as it stands against a real server with its worker.

use crate::{
    registration::serve,
    support::{Panal, until},
};
use panal_test_support::TestDb;
use std::process::Command;

const PAGE: &str = include_str!("../../../../docs/first-clinic.md");

/// The commands of the page, each with the answer that stands after it.
fn steps() -> Vec<(String, String)> {
    let mut steps: Vec<(String, String)> = Vec::new();
    let mut inside = None;
    for line in PAGE.lines() {
        match (inside, line) {
            (None, "```bash") => {
                steps.push(Default::default());
                inside = Some("bash");
            }
            (None, "```text") => inside = Some("text"),
            (None, _) => assert!(
                !line.starts_with("```"),
                "{line}: neither commands nor answer"
            ),
            (Some(_), "```") => inside = None,
            (Some(kind), line) => {
                let (commands, answer) = steps.last_mut().expect("commands come first");
                let block = if kind == "bash" { commands } else { answer };
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    steps
}

/// Whether a line is what the page says; `…` is anything.
fn is_like(line: &str, told: &str) -> bool {
    let mut rest = line;
    let mut parts = told.split('…');
    let Some(next) = parts.next().and_then(|first| rest.strip_prefix(first)) else {
        return false;
    };
    rest = next;
    for part in parts {
        // The last part ends the line, or is empty.
        let Some(at) = rest.find(part).filter(|at| *at > 0 || part.is_empty()) else {
            return false;
        };
        rest = if part.is_empty() {
            ""
        } else {
            &rest[at + part.len()..]
        };
    }
    rest.is_empty()
}

#[test]
fn an_ellipsis_stands_for_something() {
    assert!(is_like("code: CIT-2026-000001", "code: CIT-…-000001"));
    assert!(is_like("a b", "a …"));
    assert!(!is_like("code: CIT--000001", "code: CIT-…-000001"));
    assert!(!is_like("code: CIT-2026-0000012", "code: CIT-…-000001"));
    assert!(!is_like("state: pendiente", "state: confirmada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn from_registration_to_the_figures_as_the_page_tells_it() {
    const MARK: &str = "=== here ends a block\n";
    let db = TestDb::new().await;
    let mut panal = Panal::on(&db);
    panal.set("PANAL__SERVER__RATE_LIMIT", "0");
    let (server, address) = serve(&panal);
    until(|| async {
        let run = panal.run(&["health", "--url", &format!("http://{address}/health")]);
        (run.code == Some(0)).then_some(())
    })
    .await;
    let steps = steps();
    assert!(steps.len() > 10, "the page tells the whole way");
    let script: String = steps
        .iter()
        .map(|(commands, _)| format!("{commands}printf '{MARK}'\n"))
        .collect();
    let port = address.rsplit(':').next().unwrap();
    let file = panal.file("first-clinic.sh", &script);
    let directory = panal.directory.clone();
    let panal_at = format!("localhost:{port}");
    let output = tokio::task::spawn_blocking(move || {
        Command::new("bash")
            .arg(file)
            .current_dir(directory)
            .env("PANAL", panal_at)
            .output()
            .expect("bash and curl are there")
    })
    .await
    .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{errors}");
    let mut answers = told.split(MARK);
    for (commands, answer) in &steps {
        let told = answers.next().unwrap();
        let (lines, expected): (Vec<&str>, Vec<&str>) =
            (told.lines().collect(), answer.lines().collect());
        let same = lines.len() == expected.len()
            && lines
                .iter()
                .zip(&expected)
                .all(|(line, told)| is_like(line, told));
        assert!(same, "{commands}\ngives\n{told}\nnot\n{answer}\n{errors}");
    }
    server.signal("-TERM");
    server.finish().exits(0);
}
