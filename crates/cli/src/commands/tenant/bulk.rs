//! `panal tenant create --from FILE.csv`: a result a line, in parallel, and bad lines do not hold up good ones. Each
//! result is printed as it comes, since it may hold a password that nobody is told again.

use super::{
    create::{self, FirstUser},
    lines::{self, Business, FIELDS, FieldError, Line},
};
use crate::{
    commands::{
        domain::base_domains,
        password,
        serve::{stopped, stopping},
    },
    context::Context,
    failure::{Failure, Result, code},
};
use futures_util::{StreamExt, stream};
use panal_domain::PersonName;
use panal_provisioner::{Created, Provisioner};
use serde::Serialize;
use std::path::Path;

/// What became of one line.
#[derive(Debug, Serialize)]
struct LineResult {
    line: u64,
    slug: String,
    /// `created` or `failed`.
    status: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    created: Option<Created>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<FirstUser>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

pub(super) async fn run(file: &Path, jobs: usize, context: &Context) -> Result {
    context
        .loaded
        .require(&["auth.bcrypt_cost", "server.base_domains"])?;
    let provisioner = context.provisioner()?;
    let lines = lines::read(file, &base_domains(context)?)?;
    let total = lines.len();
    let bar = context.out.progress("businesses");
    bar.set_length(total as u64);
    let cost = context.config().auth.bcrypt_cost;
    // Once interrupted, those that were begun are finished and told.
    let (_ask, stop) = stopping()?;
    let mut results = stream::iter(lines)
        .take_until(Box::pin(stopped(stop)))
        .map(|line| Box::pin(create_line(line, &provisioner, cost)))
        .buffer_unordered(jobs);
    let (mut failed, mut last) = (0, None);
    let mut created = 0;
    while let Some(result) = results.next().await {
        bar.suspend(|| print(context, &result))?;
        bar.inc(1);
        match result.created {
            Some(tenant) => {
                created += 1;
                last = Some(tenant);
            }
            None => failed += 1,
        }
    }
    bar.finish_and_clear();
    if let Some(last) = last {
        create::refill(&provisioner, &last).await;
    }
    let left = total - created - failed;
    if left > 0 {
        context
            .out
            .note(format!("interrupted: {left} lines were not begun"));
    }
    if !context.out.is_json() {
        context
            .out
            .line(format!("{created} created, {failed} failed"))?;
    }
    match (created, failed + left) {
        (_, 0) => Ok(()),
        (0, _) => Err(Failure::reported(code::FAILED)),
        _ => Err(Failure::reported(code::PARTLY)),
    }
}

async fn create_line(line: Line, provisioner: &Provisioner, cost: u32) -> LineResult {
    let mut result = LineResult {
        line: line.number,
        slug: line.slug,
        status: "failed",
        created: None,
        admin: None,
        errors: Vec::new(),
    };
    let made = match line.parsed {
        Ok(business) => create_business(*business, provisioner, cost).await,
        Err(errors) => Err(errors),
    };
    match made {
        Ok((created, admin)) => {
            result.status = "created";
            result.created = Some(created);
            result.admin = admin;
        }
        Err(errors) => result.errors = errors,
    }
    result
}

async fn create_business(
    business: Business,
    provisioner: &Provisioner,
    cost: u32,
) -> std::result::Result<(Created, Option<FirstUser>), Vec<FieldError>> {
    let Business {
        mut new,
        admin_email,
    } = business;
    let mut shown = None;
    if let Some(email) = admin_email {
        let (admin, first) = async {
            let name = PersonName::parse("Administrador")?;
            create::first_user(email, name, password::generate()?, cost).await
        }
        .await
        .map_err(|failure: Failure| vec![FieldError::whole(&failure)])?;
        new.admin = Some(admin);
        shown = Some(first);
    }
    match provisioner.create(&new).await {
        Ok(created) => Ok((created, shown)),
        Err(error) => {
            let field = match &error {
                panal_provisioner::Error::Taken { what, .. } => {
                    FIELDS.iter().find(|field| *field == what).copied()
                }
                _ => None,
            };
            let mut fault = FieldError::whole(&error.into());
            fault.field = field;
            Err(vec![fault])
        }
    }
}

fn print(context: &Context, result: &LineResult) -> Result {
    if context.out.is_json() {
        return context.out.json_line(result);
    }
    let LineResult { line, slug, .. } = result;
    if result.created.is_some() {
        let admin = match &result.admin {
            Some(FirstUser {
                email,
                password: Some(password),
            }) => format!("; {email}: password {password} (not shown again)"),
            _ => String::new(),
        };
        context
            .out
            .line(format!("line {line}: {slug}: created{admin}"))?;
    }
    for error in &result.errors {
        let field = error
            .field
            .map_or_else(String::new, |field| format!("{field}: "));
        context.out.note(format!(
            "error: line {line}: {slug}: {field}{}",
            error.reason
        ));
        if let Some(cure) = &error.cure {
            context.out.note(format!("cure:  {cure}"));
        }
    }
    Ok(())
}
