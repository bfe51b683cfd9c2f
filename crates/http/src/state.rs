//! What the handlers share.

use crate::{
    auth::{Auth, AuthConfig},
    config::{Environment, HttpConfig},
    cors::Origins,
    health::{Health, JobsProbe},
    limit::RateLimit,
    metrics::Metrics,
    progress::Progress,
    tenancy::Directory,
};
use ipnet::IpNet;
use panal_domain::{BaseDomains, Host, LinkSigner, Slug};
use panal_persistence::{PlatformDb, TenantDb, db::Notifications};
use panal_web::Files;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Shared by all workers as `web::Data<AppState>`; a clone is the same state.
#[derive(Clone)]
pub struct AppState {
    /// The tenants' rows.
    pub tenants: TenantDb,
    /// The platform's rows.
    pub platform: PlatformDb,
    /// Which tenant a host is.
    pub directory: Directory,
    /// Section `[server]`.
    pub config: Arc<HttpConfig>,
    /// Who asks, and what they may do.
    pub auth: Auth,
    /// What is known of the job worker.
    pub jobs: JobsProbe,
    /// Counters and histograms of this server.
    pub metrics: Arc<Metrics>,
    /// How far the making of tenants is.
    pub progress: Progress,
    /// The browser app.
    pub pages: Files,
    /// Signs the links that customers get.
    pub links: LinkSigner,
    pub(crate) rules: Arc<Rules>,
    pub(crate) limit: Arc<RateLimit>,
    /// Registrations that an address may ask for.
    pub(crate) registrations: Arc<RateLimit>,
    /// Times that a customer's address may have held.
    pub(crate) holds: Arc<RateLimit>,
    /// Appointments that a customer's address may make, move, cancel or rate.
    pub(crate) bookings: Arc<RateLimit>,
    pub(crate) health: Arc<Health>,
    stopping: Arc<AtomicBool>,
    begun: Arc<AtomicU64>,
}

/// Registrations that an address may ask for in an hour.
const REGISTRATIONS: u32 = 5;
/// Times that an address may have held in an hour, of one tenant.
const HOLDS: u32 = 30;
/// Appointments that an address may make in an hour, of one tenant; changes count.
const BOOKINGS: u32 = 10;

/// The configuration, read.
pub(crate) struct Rules {
    pub(crate) bases: BaseDomains,
    pub(crate) proxies: Vec<IpNet>,
    pub(crate) origins: Origins,
}

impl AppState {
    /// State over two pools. `notifications` must listen on [`crate::tenancy::CHANNEL`] and
    /// [`crate::auth::CHANNEL`]. Must be called inside a Tokio runtime that outlives the server.
    ///
    /// # Errors
    /// What is wrong with the configuration, each fault with its field.
    pub fn new(
        config: HttpConfig,
        auth: AuthConfig,
        tenants: TenantDb,
        platform: PlatformDb,
        notifications: &Notifications,
    ) -> Result<Self, Vec<String>> {
        let mut faults = config.faults();
        faults.extend(auth.faults(config.environment == Environment::Production));
        if !faults.is_empty() {
            return Err(faults);
        }
        let rules = Rules {
            bases: config.base_domains().map_err(|fault| vec![fault])?,
            proxies: config.proxies()?,
            origins: Origins::new(&config),
        };
        Ok(Self {
            links: auth.links(),
            auth: Auth::new(auth, notifications).map_err(|error| vec![error.to_string()])?,
            directory: Directory::new(platform.clone(), notifications),
            jobs: JobsProbe::default(),
            metrics: Arc::new(Metrics::new().map_err(|error| vec![error.to_string()])?),
            progress: Progress::new(notifications),
            registrations: RateLimit::per_hour(config.rate_limit, REGISTRATIONS),
            holds: RateLimit::per_hour(config.rate_limit, HOLDS),
            bookings: RateLimit::per_hour(config.rate_limit, BOOKINGS),
            rules: Arc::new(rules),
            limit: RateLimit::start(config.rate_limit),
            health: Arc::new(Health::default()),
            stopping: Arc::new(AtomicBool::new(false)),
            begun: Arc::default(),
            pages: Files::built(),
            tenants,
            platform,
            config: Arc::new(config),
        })
    }

    /// The same, with another browser app than the one in this program.
    #[must_use]
    pub fn with_pages(self, pages: Files) -> Self {
        Self { pages, ..self }
    }

    /// Where browsers find the tenant with this slug, without path: under the first base domain that can have
    /// subdomains, else in path mode.
    #[must_use]
    pub fn tenant_url(&self, slug: &Slug) -> Option<String> {
        let named = self
            .config
            .base_domains
            .iter()
            .filter_map(|base| Host::parse(base).ok());
        let base = named.clone().find(|base| !base.is_ip());
        match base.and_then(|base| Host::parse(&format!("{slug}.{base}")).ok()) {
            Some(host) => Some(self.config.public_url(&host)),
            None => named
                .clone()
                .next()
                .map(|base| format!("{}/t/{slug}", self.config.public_url(&base))),
        }
    }

    /// Whether the server has begun to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Requests that have begun since the start, probes not counted.
    pub(crate) fn requests_begun(&self) -> u64 {
        self.begun.load(Ordering::Acquire)
    }

    pub(crate) fn begin_request(&self) {
        self.begun.fetch_add(1, Ordering::AcqRel);
    }

    /// From now on `/health/ready` says no and connections are closed after the answer in flight.
    pub fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::Release);
    }
}
