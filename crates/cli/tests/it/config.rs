//! Where settings come from, and what is said about wrong ones.

use crate::support::Panal;
use serde_json::json;

fn port(panal: &Panal, flags: &[&str]) -> (serde_json::Value, serde_json::Value) {
    let mut arguments = vec!["config", "show", "--json"];
    arguments.extend(flags);
    let shown = panal.run(&arguments).json();
    (
        shown["settings"]["server"]["port"].clone(),
        shown["origins"]["server.port"].clone(),
    )
}

fn configured() -> Panal {
    let mut panal = Panal::bare();
    panal.set("PANAL__ENVIRONMENT", "development");
    panal.set("PANAL__DATABASE__URL", "postgres://owner:geheim@db/panal");
    panal
}

#[test]
fn a_flag_wins_over_the_environment_over_the_file_over_the_default() {
    let mut panal = configured();
    assert_eq!(port(&panal, &[]), (json!(8000), json!("default")));
    panal.file("panal.toml", "[server]\nport = 8001\n");
    assert_eq!(port(&panal, &[]), (json!(8001), json!("panal.toml")));
    let other = panal.file("other.toml", "[server]\nport = 8002\n");
    assert_eq!(port(&panal, &["--config", &other]).0, json!(8002));
    panal.set("PANAL__SERVER__PORT", "8003");
    assert_eq!(
        port(&panal, &[]),
        (json!(8003), json!("PANAL__SERVER__PORT"))
    );
    assert_eq!(
        port(&panal, &["--set", "server.port=8004"]),
        (json!(8004), json!("flag"))
    );
}

#[test]
fn lists_and_switches_are_read_from_the_environment() {
    let mut panal = configured();
    panal.set("PANAL__SERVER__BASE_DOMAINS", "panal.pe, panal.co");
    panal.set("PANAL__SERVER__PATH_MODE", "false");
    panal.set("PANAL__JOBS__EMBEDDED", "false");
    let shown = panal.run(&["config", "show", "--json"]).exits(0).json();
    assert_eq!(
        shown["settings"]["server"]["base_domains"],
        json!(["panal.pe", "panal.co"])
    );
    assert_eq!(shown["settings"]["server"]["path_mode"], json!(false));
    assert_eq!(shown["settings"]["jobs"]["embedded"], json!(false));
}

#[test]
fn every_fault_is_listed_at_once_and_a_misspelt_name_is_put_right() {
    let mut panal = configured();
    panal.set("PANAL__SERVER__PRT", "1");
    panal.set("PANAL__SERVER__PORT", "many");
    panal.set("PANAL__DATABASE__LANES", "0");
    panal.set("PANAL__TENANTS__GRACE_DAYS", "-1");
    panal.set("PANAL__BACKUP__SCHEDULE", "at night");
    panal.set("PANAL__LOG__FORMAT", "xml");
    panal.set("PANAL__SERVER__BASE_DOMAINS_FILE", "/x");
    let run = panal.run(&["config", "show"]).exits(2);
    for part in [
        "server.prt: there is no such setting; did you mean server.port?",
        "server.port: expected",
        "database.lanes: 0",
        "tenants.grace_days",
        "backup.schedule",
        "log.format",
        "only secrets are read from files",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    let served = panal.run(&["serve"]).exits(2);
    assert!(
        served.stderr.contains("server.port") && served.stderr.contains("database.lanes"),
        "{served:?}"
    );
    assert!(served.stderr.contains("cure:"), "{served:?}");
}

#[test]
fn secrets_are_masked_also_inside_addresses() {
    let mut panal = configured();
    panal.set(
        "PANAL__AUTH__SECRET",
        "a-secret-of-more-than-thirty-two-bytes",
    );
    panal.set(
        "PANAL__AUTH__PREVIOUS_SECRET",
        "another-secret-of-more-than-32-bytes",
    );
    panal.set(
        "PANAL__DATABASE__APP_URL",
        "host=db user=panal_app password=verschwiegen dbname=panal",
    );
    for flags in [&["config", "show"][..], &["config", "show", "--json"]] {
        let run = panal.run(flags).exits(0);
        for secret in ["geheim", "verschwiegen", "a-secret", "another-secret"] {
            assert!(
                !run.stdout.contains(secret) && !run.stderr.contains(secret),
                "{run:?}"
            );
        }
        assert!(run.stdout.contains("postgres://owner:***@db"), "{run:?}");
        assert!(
            run.stdout.contains("postgres://panal_app:***@db"),
            "{run:?}"
        );
    }
}

#[test]
fn a_secret_comes_from_a_file_but_not_twice() {
    let mut panal = Panal::bare();
    let file = panal.file("url", "postgres://owner:geheim@from-file/panal\n");
    panal.set("PANAL__ENVIRONMENT", "development");
    panal.set("PANAL__DATABASE__URL_FILE", &file);
    let shown = panal.run(&["config", "show", "--json"]).exits(0).json();
    assert!(
        shown["settings"]["database"]["url"]
            .as_str()
            .unwrap()
            .contains("@from-file"),
        "{shown}"
    );
    assert_eq!(
        shown["origins"]["database.url"],
        json!("PANAL__DATABASE__URL_FILE")
    );
    // The server's address follows from the owner's.
    assert_eq!(shown["origins"]["database.app_url"], json!("derived"));
    assert!(
        shown["settings"]["database"]["app_url"]
            .as_str()
            .unwrap()
            .starts_with("postgres://panal_app:***@from-file")
    );
    panal.set("PANAL__DATABASE__URL", "postgres://owner@elsewhere/panal");
    let run = panal.run(&["tenant", "list"]).exits(2);
    assert!(run.stderr.contains("given twice"), "{run:?}");
    let mut missing = Panal::bare();
    missing.set("PANAL__DATABASE__URL_FILE", "/nowhere");
    let run = missing.run(&["tenant", "list"]).exits(2);
    assert!(run.stderr.contains("/nowhere"), "{run:?}");
}

#[test]
fn production_refuses_the_secret_that_everybody_knows() {
    let mut panal = Panal::bare();
    panal.set(
        "PANAL__DATABASE__URL",
        "postgres://owner:geheim@127.0.0.1:1/panal",
    );
    for command in [&["serve"][..], &["worker"], &["migrate"]] {
        let run = panal.run(command).exits(2);
        assert!(
            run.stderr
                .contains("auth.secret: the default secret is public"),
            "{run:?}"
        );
    }
    let run = panal.run(&["demo", "load"]).exits(1);
    assert!(run.stderr.contains("production refuses"), "{run:?}");
}

#[test]
fn a_command_asks_only_for_what_it_needs() {
    let panal = Panal::bare();
    panal.run(&["completions", "bash"]).exits(0);
    panal.run(&["openapi"]).exits(0);
    let run = panal.run(&["tenant", "list", "--json"]).exits(2);
    assert!(run.stderr.contains("database.url: missing"), "{run:?}");
    assert!(!run.stderr.contains("auth.secret"), "{run:?}");
    assert!(
        run.json()["error"]["causes"][0]
            .as_str()
            .unwrap()
            .contains("database.url")
    );
}
