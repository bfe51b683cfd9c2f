//! An operator's day with tenants.

use crate::support::{Panal, Running};
use panal_test_support::TestDb;
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
};

fn businesses(count: usize) -> String {
    let mut csv = String::from("slug,name,profile,plan,tax_id,email,country,admin_email,domain\n");
    for number in 2..=count + 1 {
        let slug = if number == 57 {
            "www".to_owned()
        } else {
            format!("negocio-{number}")
        };
        let profile = ["clinica_dental", "barberia", "comida_rapida"][number % 3];
        writeln!(
            csv,
            "{slug},\"Negocio, {number}\",{profile},basico,,contacto@n{number}.pe,PE,,"
        )
        .unwrap();
    }
    csv
}

#[tokio::test]
async fn of_two_hundred_businesses_with_a_bad_line_the_rest_is_created() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let file = panal.file("businesses.csv", &businesses(200));
    let run = panal
        .run(&["tenant", "create", "--from", &file, "--jobs", "4", "--json"])
        .exits(3);
    let results = run.json_lines();
    assert_eq!(results.len(), 200);
    let failed: Vec<_> = results
        .iter()
        .filter(|result| result["status"] == "failed")
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["line"], 57);
    assert_eq!(failed[0]["errors"][0]["field"], "slug");
    assert!(
        failed[0]["errors"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("reserved"),
        "{failed:?}"
    );
    let listed = panal.run(&["tenant", "list", "--json"]).exits(0).json();
    assert_eq!(listed.as_array().unwrap().len(), 199);
    let dental = panal
        .run(&[
            "tenant",
            "list",
            "--json",
            "--profile",
            "clinica_dental",
            "--search",
            "negocio-1",
        ])
        .json();
    assert!(
        dental
            .as_array()
            .unwrap()
            .iter()
            .all(|tenant| tenant["profile"] == "clinica_dental")
    );
    let migrated = panal.run(&["migrate", "--tenants"]).exits(0).stdout;
    assert!(
        migrated.contains("199 current") && migrated.contains("statements: 1\n"),
        "{migrated}"
    );
}

async fn interrupt(flags: &[&str], password: &str) {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let mut csv = String::from("slug,name,admin_email\n");
    for number in 0..200 {
        writeln!(csv, "n{number},N,a@n{number}.pe").unwrap();
    }
    let file = panal.file("b.csv", &csv);
    let mut arguments = vec!["tenant", "create", "--from", &file, "--jobs", "2"];
    arguments.extend(flags);
    let mut child = panal.command(&arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let running = Running(Some(child));
    let mut told = vec![lines.next().unwrap().unwrap()];
    running.signal("-INT");
    told.extend(lines.map(Result::unwrap));
    let run = running.finish().exits(3);
    assert!(run.stderr.contains("interrupted: "), "{run:?}");
    told.retain(|line| line.contains(password));
    let count = "SELECT count(*) FROM public.tenants";
    let row = db.superuser().await.query_one(count, &[]).await.unwrap();
    assert_eq!(told.len().to_string(), row.get::<_, i64>(0).to_string());
    assert!(told.len() < 100, "it went on: {told:?}");
}

#[tokio::test]
async fn what_was_created_before_an_interruption_was_told() {
    interrupt(&[], ": password ").await;
    interrupt(&["--json"], "\"password\":\"").await;
}

#[tokio::test]
async fn lines_are_counted_as_an_editor_counts_them() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    for break_ in ["\n", "\r\n", "\r"] {
        let file = panal.file(
            "b.csv",
            &"\nslug,name\n\n\nwww,\"Dos\nlíneas\"\nwww,X\n\nwww,Y".replace('\n', break_),
        );
        let results = panal
            .run(&["tenant", "create", "--from", &file, "--json"])
            .exits(1)
            .json_lines();
        let mut lines: Vec<u64> = results
            .iter()
            .map(|result| result["line"].as_u64().unwrap())
            .collect();
        lines.sort_unstable();
        assert_eq!(lines, [5, 7, 9], "{break_:?}");
    }
}

#[tokio::test]
async fn each_bad_line_says_which_field_and_why() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("ocupado").await;
    let file = panal.file(
        "b.csv",
        "\u{feff}slug;name;country;tax_id;admin_email\n\
         buena;Buena;pe;20123456789;jefa@buena.pe\n\
         ocupado;Ocupado;;;\n\
         mala;;XX;;no-es-correo\n\
         corta;Corta\n\
         buena;Otra;;;\n",
    );
    let run = panal.run(&["tenant", "create", "--from", &file]).exits(3);
    assert!(
        run.stdout
            .contains("line 2: buena: created; jefa@buena.pe: password "),
        "{run:?}"
    );
    assert!(run.stdout.contains("1 created, 4 failed"), "{run:?}");
    for part in [
        "line 3: ocupado: slug: slug \"ocupado\" is taken",
        "line 4: mala: name: is missing",
        "line 4: mala: country: Use one of",
        "line 4: mala: admin_email: ",
        "line 5: corta: has 2 fields where the header has 5",
        "line 6: buena: slug: \"buena\" is already on line 2",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    let file = panal.file("c.csv", "slug,nombre\n");
    let run = panal.run(&["tenant", "create", "--from", &file]).exits(1);
    assert!(
        run.stderr.contains("unknown column \"nombre\"") && run.stderr.contains("slug,name"),
        "{run:?}"
    );
    panal
        .run(&["tenant", "create", "--from", "nowhere.csv"])
        .exits(1);
}

#[tokio::test]
async fn a_tenant_is_created_renamed_suspended_deleted_and_restored() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let created = panal
        .run(&[
            "tenant",
            "create",
            "clinica1",
            "--name",
            "Clínica Dental Norte",
            "--profile",
            "clinica_dental",
            "--plan",
            "profesional",
            "--tax-id",
            "20123456789",
            "--country",
            "PE",
            "--domain",
            "www.norte.pe",
            "--json",
        ])
        .exits(0)
        .json();
    assert_eq!(created["tenant"]["domains"][0], "www.norte.pe");
    assert_eq!(created["source"], "cold");
    let taken = panal
        .run(&["tenant", "create", "clinica1", "--name", "X", "--json"])
        .exits(1);
    assert!(
        taken.stderr.contains("slug \"clinica1\" is taken"),
        "{taken:?}"
    );
    assert!(
        taken.json()["error"]["cure"]
            .as_str()
            .unwrap()
            .contains("another slug")
    );
    panal
        .run(&["tenant", "create", "WWW", "--name", "X"])
        .exits(2);
    panal
        .run(&[
            "tenant", "rename", "clinica1", "--slug", "norte", "--schema", "norte",
        ])
        .exits(0);
    panal
        .run(&["tenant", "suspend", "norte", "--reason", "sin pago"])
        .exits(0);
    let shown = panal.run(&["tenant", "show", "norte"]).exits(0).stdout;
    assert!(
        shown.contains("state\tsuspended") && shown.contains("reason\tsin pago"),
        "{shown}"
    );
    panal.run(&["tenant", "activate", "norte"]).exits(0);
    panal.run(&["tenant", "delete", "norte"]).exits(2);
    panal.run(&["tenant", "delete", "norte", "--yes"]).exits(0);
    panal.run(&["tenant", "purge", "norte", "--yes"]).exits(1);
    panal.run(&["tenant", "restore", "norte"]).exits(0);
    panal.run(&["tenant", "delete", "norte", "--yes"]).exits(0);
    panal
        .run(&[
            "tenant",
            "purge",
            "norte",
            "--yes",
            "--early",
            "--no-backup",
        ])
        .exits(0);
    panal.run(&["tenant", "show", "norte"]).exits(1);
}

#[tokio::test]
async fn domains_and_modules_are_changed() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("uno").await;
    panal.run(&["domain", "add", "uno", "uno.pe"]).exits(0);
    panal.run(&["domain", "add", "uno", "dos.pe"]).exits(0);
    panal.run(&["domain", "primary", "uno", "dos.pe"]).exits(0);
    let listed = panal.run(&["domain", "list", "--json"]).exits(0).json();
    assert_eq!(
        (&listed[0]["domain"], &listed[0]["primary"]),
        (&"dos.pe".into(), &true.into())
    );
    panal
        .run(&["domain", "add", "uno", "www.localhost"])
        .exits(1);
    panal.run(&["domain", "remove", "uno", "dos.pe"]).exits(0);
    let enabled = panal
        .run(&["tenant", "module", "enable", "uno", "kitchen", "--json"])
        .exits(0)
        .json();
    assert!(
        enabled["modules"]
            .as_array()
            .unwrap()
            .iter()
            .any(|module| module == "commerce"),
        "{enabled}"
    );
}

#[tokio::test]
async fn sql_runs_under_the_tenants_own_role() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("uno").await;
    db.tenant("dos").await;
    let counted = panal
        .run(&[
            "tenant",
            "sql",
            "--all",
            "-c",
            "SELECT count(*) AS n FROM branches",
            "--json",
        ])
        .exits(0)
        .json();
    assert_eq!(counted[0]["tenant"], "dos");
    assert_eq!(counted[1]["results"][0]["rows"][0]["n"], "1");
    let sql = |sql: &str, flags: &[&str]| {
        let mut arguments = vec!["tenant", "sql", "--schema", "uno", "-c", sql];
        arguments.extend(flags);
        panal.run(&arguments)
    };
    assert!(
        sql("SELECT * FROM dos.branches", &[])
            .exits(1)
            .stderr
            .contains("permission denied")
    );
    assert!(
        sql("UPDATE branches SET name = 'X'", &[])
            .exits(1)
            .stderr
            .contains("read-only")
    );
    sql(
        "SET TRANSACTION READ WRITE; UPDATE branches SET name = 'X'",
        &[],
    )
    .exits(1);
    sql("UPDATE \"tenant\".branches SET name = 'Sede'", &["--write"]).exits(0);
    assert!(
        sql("SELECT name FROM branches", &[])
            .stdout
            .contains("Sede")
    );
    let file = panal.file(
        "q.sql",
        "SELECT name FROM branches;\nSELECT no_such_column FROM branches;\n",
    );
    panal.run(&["tenant", "sql", "--all", "-f", &file]).exits(1);
    panal
        .run(&[
            "tenant",
            "sql",
            "--all",
            "-c",
            "SELECT 1 / (SELECT count(*) FROM branches WHERE name = 'Sede')",
        ])
        .exits(3);
}

#[tokio::test]
async fn a_command_runs_once_for_each_tenant() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("uno").await;
    db.tenant("dos").await;
    let shown = panal
        .run(&["tenant", "exec", "--all", "--json", "--", "tenant", "show"])
        .exits(0)
        .json();
    assert_eq!(shown[0]["output"]["slug"], "dos");
    assert_eq!(shown[1]["output"]["slug"], "uno");
    let users = panal
        .run(&[
            "tenant",
            "exec",
            "--all",
            "--include-public",
            "--json",
            "--",
            "user",
            "list",
            "--tenant",
            "{}",
        ])
        .exits(0)
        .json();
    assert_eq!(users.as_array().unwrap().len(), 3);
    // "dos" is active already, so one fails and one does not.
    panal.run(&["tenant", "suspend", "uno"]).exits(0);
    let run = panal
        .run(&["tenant", "exec", "uno", "dos", "--", "tenant", "activate"])
        .exits(3);
    assert!(
        run.stdout.contains("== uno (exit 0)") && run.stdout.contains("== dos (exit 1)"),
        "{run:?}"
    );
}
