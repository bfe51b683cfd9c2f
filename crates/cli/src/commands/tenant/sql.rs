//! `panal tenant sql`

use super::{many, statements};
use crate::{
    context::Context,
    failure::{Failure, Result, code},
    output::Table,
};
use clap::Args;
use futures_util::{StreamExt, stream};
use panal_persistence::db::connect;
use panal_provisioner::TenantRecord;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{path::PathBuf, time::Duration};
use tokio_postgres::{Client, Config, SimpleQueryMessage};

/// Flags of `panal tenant sql`.
#[derive(Debug, Args)]
#[command(after_help = "\
The SQL runs in one transaction for each tenant, under the tenant's own role, with the tenant's tables in the search \
path; \"tenant\".clients works too. Read-only unless --write. Queries and changes of rows run, and SET of what is not \
a role; statements that could leave the transaction or the role, such as COMMIT, SET ROLE and DO, are refused.

  panal tenant sql --all -c 'SELECT count(*) FROM clients'")]
pub(crate) struct SqlArgs {
    /// Tenant, by slug, schema or id; may be repeated
    #[arg(
        long,
        value_name = "TENANT",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    schema: Vec<String>,
    /// Every tenant
    #[arg(long)]
    all: bool,
    /// Read the SQL from a file; - is standard input
    #[arg(
        short = 'f',
        long,
        value_name = "FILE",
        required_unless_present = "command"
    )]
    file: Option<PathBuf>,
    /// The SQL itself
    #[arg(
        short = 'c',
        long,
        value_name = "SQL",
        conflicts_with = "file",
        allow_hyphen_values = true
    )]
    command: Option<String>,
    /// Allow changes
    #[arg(long)]
    write: bool,
    /// Tenants at the same time
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=32))]
    jobs: u16,
}

/// What came of one tenant.
#[derive(Debug, Serialize)]
struct Outcome {
    tenant: String,
    /// One for each statement.
    results: Vec<StatementResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// What one statement answered. Values are texts, as PostgreSQL prints them.
#[derive(Debug, Default, Serialize)]
struct StatementResult {
    columns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Vec<Option<String>>>,
    /// Rows returned or changed.
    count: u64,
}

pub(super) async fn run(args: SqlArgs, context: &Context) -> Result {
    context.require_app()?;
    let app = context.config().app()?;
    let sql = match (&args.command, &args.file) {
        (Some(sql), _) => sql.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => return Err(Failure::usage("give SQL with -c or -f")),
    };
    let tenants = many::chosen(context, &args.schema, args.all).await?;
    let mut outcomes: Vec<Outcome> = stream::iter(&tenants)
        .map(|tenant| async {
            let mut outcome = Outcome {
                tenant: tenant.slug.clone(),
                results: Vec::new(),
                error: None,
            };
            match Box::pin(execute(&app, tenant, &sql, args.write)).await {
                Ok(results) => outcome.results = results,
                Err(failure) => outcome.error = Some(failure.cause()),
            }
            outcome
        })
        .buffer_unordered(usize::from(args.jobs))
        .collect()
        .await;
    outcomes.sort_by(|a, b| a.tenant.cmp(&b.tenant));
    report(context, &outcomes)
}

fn read(file: &PathBuf) -> Result<String> {
    let text = if file.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    text.map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}

/// As the server does: logged in as `panal_app`, acting as the tenant's role. That log-in may act as any tenant, so
/// statements that could end the transaction or change the role are not sent, and nothing is committed unless both
/// are what they were.
async fn execute(
    app: &Config,
    tenant: &TenantRecord,
    sql: &str,
    write: bool,
) -> Result<Vec<StatementResult>> {
    let schema = tenant.schema.quoted();
    let placed = sql.replace("\"tenant\".", &format!("{schema}."));
    if let Some(what) = statements::refused(&placed) {
        return Err(Failure::new(format!(
            "the SQL may not use {what}: it runs in one transaction under the tenant's role"
        )));
    }
    let client = log_in(app, write).await?;
    // The last query is ours, so that the SQL cannot make the transaction writable any more.
    let begun = client
        .simple_query(&format!(
            "BEGIN {}; SET LOCAL standard_conforming_strings = on; SET LOCAL ROLE {}; \
             SET LOCAL search_path = {schema}, extensions; {WHERE}",
            if write { "READ WRITE" } else { "READ ONLY" },
            tenant.role.quoted()
        ))
        .await?;
    let messages = client.simple_query(&placed).await?;
    let ended = client.simple_query(WHERE).await?;
    if answer(&begun).is_none() || answer(&begun) != answer(&ended) {
        return Err(Failure::new("the SQL ended the tenant's transaction"));
    }
    client.batch_execute("COMMIT").await?;
    Ok(results(messages))
}

/// In which transaction a connection is, and as whom.
const WHERE: &str = "SELECT pg_catalog.concat_ws(' ', extract(epoch FROM pg_catalog.now()), pg_catalog.current_setting('role'), \
                     current_user, pg_catalog.current_setting('transaction_read_only'))";

fn answer(messages: &[SimpleQueryMessage]) -> Option<&str> {
    messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })
}

/// A connection on which, unless `write`, every transaction is read-only.
async fn log_in(app: &Config, write: bool) -> Result<Client> {
    let mut app = app.clone();
    app.connect_timeout(Duration::from_secs(10));
    if !write {
        let mut guarded = app.clone();
        let options = app.get_options().unwrap_or_default();
        guarded.options(format!("{options} -c default_transaction_read_only=on"));
        // Some poolers refuse options; the transaction is read-only all the same.
        if let Ok(client) = connect(&guarded).await {
            return Ok(client);
        }
    }
    Ok(connect(&app).await?)
}

fn results(messages: Vec<SimpleQueryMessage>) -> Vec<StatementResult> {
    let mut results = Vec::new();
    let mut current = StatementResult::default();
    for message in messages {
        match message {
            SimpleQueryMessage::RowDescription(columns) => {
                current.columns = columns
                    .iter()
                    .map(|column| column.name().to_owned())
                    .collect();
            }
            SimpleQueryMessage::Row(row) => current.rows.push(
                (0..row.len())
                    .map(|index| row.get(index).map(str::to_owned))
                    .collect(),
            ),
            SimpleQueryMessage::CommandComplete(count) => {
                current.count = count;
                results.push(std::mem::take(&mut current));
            }
            _ => {}
        }
    }
    results
}

fn report(context: &Context, outcomes: &[Outcome]) -> Result {
    if context.out.is_json() {
        let shown: Vec<Value> = outcomes.iter().map(json).collect();
        context.out.json(&shown)?;
    } else {
        for outcome in outcomes {
            print(context, outcome)?;
        }
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.error.is_some())
        .count();
    match failed {
        0 => Ok(()),
        failed if failed == outcomes.len() => Err(Failure::reported(code::FAILED)),
        _ => Err(Failure::reported(code::PARTLY)),
    }
}

/// Rows as objects, by the names of their columns.
fn json(outcome: &Outcome) -> Value {
    let results: Vec<Value> = outcome
        .results
        .iter()
        .map(|result| {
            let rows: Vec<Value> = result
                .rows
                .iter()
                .map(|row| {
                    let fields: Map<String, Value> = result
                        .columns
                        .iter()
                        .cloned()
                        .zip(row.iter().cloned().map(Value::from))
                        .collect();
                    Value::Object(fields)
                })
                .collect();
            serde_json::json!({"rows": rows, "count": result.count})
        })
        .collect();
    serde_json::json!({"tenant": outcome.tenant, "results": results, "error": outcome.error})
}

fn print(context: &Context, outcome: &Outcome) -> Result {
    for result in &outcome.results {
        let empty = result.rows.is_empty() && context.out.is_terminal();
        if result.columns.is_empty() || empty {
            context
                .out
                .line(format!("{}\t{} rows", outcome.tenant, result.count))?;
            continue;
        }
        let mut head = vec!["tenant"];
        head.extend(result.columns.iter().map(String::as_str));
        let mut table = Table::new(&head);
        for row in &result.rows {
            let cells = row
                .iter()
                .map(|cell| cell.clone().unwrap_or_else(|| "∅".to_owned()));
            table.row(std::iter::once(outcome.tenant.clone()).chain(cells));
        }
        context.out.table(&table)?;
    }
    if let Some(error) = &outcome.error {
        context
            .out
            .note(format!("error: {}: {error}", outcome.tenant));
    }
    Ok(())
}
