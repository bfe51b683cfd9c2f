//! What Prometheus is told. Labels are bounded: route patterns, methods, statuses, pools; never a tenant.

use crate::state::AppState;
use actix_http::Method;
use panal_persistence::metrics::PoolStatus;
use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};
use std::time::Duration;

/// The label of requests that no route took.
pub(crate) const UNMATCHED: &str = "unmatched";

/// Counters and histograms of one server.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    connections: IntGaugeVec,
    waits: IntCounterVec,
    pool_tenants: IntGaugeVec,
    tenant_cache: IntGauge,
}

impl Metrics {
    pub(crate) fn new() -> prometheus::Result<Self> {
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(
                Opts::new("panal_http_requests_total", "Requests answered."),
                &["route", "method", "status"],
            )?,
            durations: HistogramVec::new(
                HistogramOpts::new(
                    "panal_http_request_duration_seconds",
                    "Time from the request's head to the answer's.",
                )
                .buckets(vec![
                    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
                ]),
                &["route", "method"],
            )?,
            connections: IntGaugeVec::new(
                Opts::new(
                    "panal_db_pool_connections",
                    "Database connections, by pool and state.",
                ),
                &["pool", "state"],
            )?,
            waits: IntCounterVec::new(
                Opts::new(
                    "panal_db_pool_waits_total",
                    "Callers that found a pool busy.",
                ),
                &["pool"],
            )?,
            pool_tenants: IntGaugeVec::new(
                Opts::new(
                    "panal_db_pool_tenants",
                    "Different tenants a pool has served.",
                ),
                &["pool"],
            )?,
            tenant_cache: IntGauge::new(
                "panal_tenant_cache_entries",
                "Hosts remembered with their tenant.",
            )?,
        };
        for collector in [
            Box::new(metrics.requests.clone()) as Box<dyn prometheus::core::Collector>,
            Box::new(metrics.durations.clone()),
            Box::new(metrics.connections.clone()),
            Box::new(metrics.waits.clone()),
            Box::new(metrics.pool_tenants.clone()),
            Box::new(metrics.tenant_cache.clone()),
        ] {
            metrics.registry.register(collector)?;
        }
        Ok(metrics)
    }

    /// Notes an answer. `route` is a pattern or [`UNMATCHED`].
    pub(crate) fn answered(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let method = known(method);
        let mut digits = status.to_string();
        digits.truncate(3);
        self.requests
            .with_label_values(&[route, method, &digits])
            .inc();
        self.durations
            .with_label_values(&[route, method])
            .observe(took.as_secs_f64());
    }

    /// Everything, in Prometheus's text format, with the pools as they are now.
    pub(crate) async fn render(&self, state: &AppState) -> prometheus::Result<String> {
        for pool in state
            .tenants
            .status()
            .iter()
            .chain([&state.platform.status()])
        {
            self.note_pool(pool);
        }
        self.tenant_cache
            .set(i64::try_from(state.directory.entries().await).unwrap_or(i64::MAX));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }

    fn note_pool(&self, pool: &PoolStatus) {
        let name = pool.name.as_str();
        for (state, count) in [
            ("busy", pool.size.saturating_sub(pool.idle)),
            ("idle", pool.idle),
            ("max", pool.max),
            ("waiting", pool.waiting),
        ] {
            self.connections
                .with_label_values(&[name, state])
                .set(i64::try_from(count).unwrap_or(i64::MAX));
        }
        let waits = self.waits.with_label_values(&[name]);
        waits.inc_by(pool.waits.saturating_sub(waits.get()));
        self.pool_tenants
            .with_label_values(&[name])
            .set(i64::try_from(pool.tenants).unwrap_or(i64::MAX));
    }
}

/// A client may invent methods; a label may not be invented.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
