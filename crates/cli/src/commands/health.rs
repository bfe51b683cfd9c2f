//! `panal health`: asks a server how it is, without needing curl in the container.

use crate::{
    context::Context,
    failure::{Failure, Result},
};
use clap::Args;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Flags of `panal health`.
#[derive(Debug, Args)]
pub(crate) struct HealthArgs {
    /// Address [default: http://127.0.0.1:PORT/health of this configuration]
    #[arg(long)]
    url: Option<String>,
    /// Seconds to wait
    #[arg(long, default_value_t = 5)]
    timeout: u64,
}

pub(crate) async fn run(args: HealthArgs, context: &Context) -> Result {
    let url = args
        .url
        .unwrap_or_else(|| format!("http://127.0.0.1:{}/health", context.config().server.port));
    let wait = Duration::from_secs(args.timeout);
    let (status, body) = timeout(wait, get(&url)).await.map_err(|_elapsed| {
        Failure::new(format!("{url}: no answer within {} s", args.timeout))
    })??;
    let body: Value = serde_json::from_str(&body).unwrap_or(Value::String(body));
    if context.out.is_json() {
        context
            .out
            .json(&json!({"url": url, "status": status, "body": body}))?;
    } else {
        context.out.line(format!("{status} {body}"))?;
    }
    if (200..300).contains(&status) {
        return Ok(());
    }
    let failure = Failure::new(format!("{url}: answered {status}"))
        .cure("its body says which service is not well; `panal doctor` looks at the database");
    // Under --json the answer was printed already.
    if context.out.is_json() {
        return Err(Failure::reported(failure.code));
    }
    Err(failure)
}

async fn get(url: &str) -> Result<(u16, String)> {
    let rest = url.strip_prefix("http://").ok_or_else(|| {
        Failure::usage(format!("{url}: only http:// addresses can be asked"))
            .cure("ask the server behind the proxy, on its own port")
    })?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let address = if authority
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok())
    {
        authority.to_owned()
    } else {
        format!("{authority}:80")
    };
    let unreachable = |error: std::io::Error| {
        Failure::new(format!("{url}: {error}")).cure("is the server running? `panal serve`")
    };
    let mut stream = TcpStream::connect(&address).await.map_err(unreachable)?;
    // HTTP/1.0: the answer comes in one piece and the connection ends with it.
    let request =
        format!("GET /{path} HTTP/1.0\r\nHost: {authority}\r\nAccept: application/json\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .await
        .map_err(unreachable)?;
    let mut answer = Vec::new();
    stream
        .take(1 << 20)
        .read_to_end(&mut answer)
        .await
        .map_err(unreachable)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| Failure::new(format!("{url}: what answers there does not speak HTTP")))?;
    Ok((status, body.trim().to_owned()))
}
