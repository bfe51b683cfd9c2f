//! Where the server listens, whom it trusts and how much it takes.

use ipnet::IpNet;
use panal_domain::{BaseDomains, Host};
use serde::Deserialize;
use std::{net::IpAddr, time::Duration};

/// Whether people depend on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// A developer's machine: measurements in response headers, no HSTS.
    Development,
    /// Strict, and says little.
    #[default]
    Production,
}

/// Section `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Set by whoever loads the configuration; the same for all sections.
    #[serde(skip)]
    pub environment: Environment,
    /// Days between a tenant's deletion and the end of its data: `tenants.grace_days`, set likewise.
    #[serde(skip)]
    pub grace_days: u32,
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// Threads that serve; 0: one for each core.
    pub workers: usize,
    /// The platform's own domains; tenants get their subdomains under them. An IP address may be one.
    pub base_domains: Vec<String>,
    /// `http` or `https`: how browsers reach the server, for addresses it gives out.
    pub public_scheme: String,
    /// Port that browsers use, where it is not the scheme's own.
    pub public_port: Option<u16>,
    /// Addresses (CIDR) of proxies whose `X-Forwarded-*`, `Forwarded`, `X-Request-Id` and `X-Tenant` are believed.
    pub trusted_proxies: Vec<String>,
    /// Serve tenants under `/t/<slug>/` of the base domain too.
    pub path_mode: bool,
    /// Let a trusted proxy name the tenant in `X-Tenant`.
    pub header_mode: bool,
    /// Send GET and HEAD of a tenant's other hosts to its primary domain (308).
    pub redirect_to_primary: bool,
    /// Origins, such as `https://app.example`, that may call the API besides a tenant's own domains.
    pub cors_origins: Vec<String>,
    /// Largest request body in bytes.
    pub body_limit: usize,
    /// Seconds a request may take, its body's arrival included.
    pub request_timeout_seconds: u64,
    /// Seconds for a request's head to arrive.
    pub head_timeout_seconds: u64,
    /// Seconds an idle connection is kept.
    pub keep_alive_seconds: u64,
    /// Seconds that requests in flight get when the server stops.
    pub shutdown_timeout_seconds: u64,
    /// Address for `/metrics`.
    pub metrics_host: String,
    /// Port for `/metrics`; 0: none.
    pub metrics_port: u16,
    /// Requests a minute for each address and tenant; 0: no limit.
    pub rate_limit: u32,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            environment: Environment::default(),
            grace_days: 30,
            host: "127.0.0.1".to_owned(),
            port: 8000,
            workers: 0,
            base_domains: vec!["localhost".to_owned()],
            public_scheme: "http".to_owned(),
            public_port: None,
            trusted_proxies: Vec::new(),
            path_mode: true,
            header_mode: false,
            redirect_to_primary: false,
            cors_origins: Vec::new(),
            body_limit: 256 * 1024,
            request_timeout_seconds: 30,
            head_timeout_seconds: 10,
            keep_alive_seconds: 60,
            shutdown_timeout_seconds: 30,
            metrics_host: "127.0.0.1".to_owned(),
            metrics_port: 9464,
            rate_limit: 600,
        }
    }
}

impl HttpConfig {
    /// What is wrong, as `field: what`.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (field, host) in [
            ("server.host", &self.host),
            ("server.metrics_host", &self.metrics_host),
        ] {
            if host != "localhost" && host.parse::<IpAddr>().is_err() {
                faults.push(format!(
                    "{field}: '{host}' is not an IP address; use 127.0.0.1, 0.0.0.0 or ::"
                ));
            }
        }
        faults.extend(self.base_domains().err());
        faults.extend(self.proxies().err().into_iter().flatten());
        for origin in &self.cors_origins {
            if !is_origin(origin) {
                faults.push(format!(
                    "server.cors_origins: '{origin}' is not an origin; expected scheme and host such as https://app.example, without a path"
                ));
            }
        }
        if !matches!(self.public_scheme.as_str(), "http" | "https") {
            faults.push("server.public_scheme: must be http or https".to_owned());
        }
        if self.workers > 1024 {
            faults.push("server.workers: at most 1024; 0 for one per core".to_owned());
        }
        if !(1024..=1 << 30).contains(&self.body_limit) {
            faults.push("server.body_limit: between 1024 bytes and 1 GiB".to_owned());
        }
        for (field, seconds) in [
            (
                "server.request_timeout_seconds",
                self.request_timeout_seconds,
            ),
            ("server.head_timeout_seconds", self.head_timeout_seconds),
            ("server.keep_alive_seconds", self.keep_alive_seconds),
            (
                "server.shutdown_timeout_seconds",
                self.shutdown_timeout_seconds,
            ),
        ] {
            if !(1..=3600).contains(&seconds) {
                faults.push(format!("{field}: {seconds} is not between 1 and 3600"));
            }
        }
        if self.metrics_port != 0 && self.metrics_port == self.port {
            faults.push(
                "server.metrics_port: must differ from server.port; metrics are not for the public"
                    .to_owned(),
            );
        }
        faults
    }

    /// `base_domains`, read.
    pub(crate) fn base_domains(&self) -> Result<BaseDomains, String> {
        let hosts = self
            .base_domains
            .iter()
            .map(|domain| {
                Host::parse(domain)
                    .map_err(|fault| format!("server.base_domains: '{domain}': {fault}"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if hosts.is_empty() {
            return Err(
                "server.base_domains: give at least one, for instance localhost".to_owned(),
            );
        }
        Ok(BaseDomains::new(hosts))
    }

    /// `trusted_proxies`, read; an address alone is a network of one.
    pub(crate) fn proxies(&self) -> Result<Vec<IpNet>, Vec<String>> {
        let (nets, faults): (Vec<_>, Vec<_>) = self
            .trusted_proxies
            .iter()
            .map(|raw| {
                raw.parse::<IpNet>()
                    .or_else(|_not_a_net| raw.parse::<IpAddr>().map(IpNet::from))
                    .map_err(|_not_an_address| {
                        format!("server.trusted_proxies: '{raw}' is not a network such as 10.0.0.0/8 or an address")
                    })
            })
            .partition(Result::is_ok);
        if faults.is_empty() {
            Ok(nets.into_iter().flatten().collect())
        } else {
            Err(faults.into_iter().filter_map(Result::err).collect())
        }
    }

    /// Longest time a request may take.
    #[must_use]
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// The address, without path, at which browsers find `host`.
    #[must_use]
    pub fn public_url(&self, host: &Host) -> String {
        match self.public_port {
            Some(port) => format!("{}://{host}:{port}", self.public_scheme),
            None => format!("{}://{host}", self.public_scheme),
        }
    }
}

/// As browsers write it: scheme, host and perhaps port; no path, no slash at the end.
fn is_origin(origin: &str) -> bool {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .is_some_and(|host| Host::parse(host).is_ok() && host.to_ascii_lowercase() == host)
}
