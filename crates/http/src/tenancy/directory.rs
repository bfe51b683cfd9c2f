use super::{CHANNEL, SchemaState, Tenant, schema::Expectations};
use moka::{Expiry, future::Cache};
use panal_domain::{Host, ModuleSet, Slug, TenantId};
use panal_persistence::{
    Error, PlatformContext, PlatformDb, PlatformTx,
    db::{Notification, Notifications},
    platform::tenants::{self, AppliedMigration, HostedTenant},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::broadcast::error::RecvError;

/// How long a tenant is remembered if the database never says that it changed.
const KNOWN: Duration = Duration::from_secs(60);
/// How long a host is remembered to be nobody's.
const UNKNOWN: Duration = Duration::from_secs(5);
/// Most hosts remembered; the least used go first, so made-up hosts cannot push out real ones.
const CAPACITY: u64 = 20_000;

/// Finds the tenant of a host. Remembers it until the database says that it changed, on whichever node.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    platform: PlatformDb,
    cache: Cache<Key, Entry>,
    expectations: Expectations,
    /// Counts what the database said, so that a look-up can tell that it was overtaken.
    news: AtomicU64,
}

/// By what a tenant is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// One label under a base domain, with the whole host.
    Subdomain(Slug, Host),
    /// The label alone: path mode and header mode.
    Slug(Slug),
    /// A domain of its own.
    Domain(Host),
}

#[derive(Clone)]
struct Entry {
    tenant: Option<Arc<Tenant>>,
    /// The database said something while this was being read; it must not be kept.
    overtaken: bool,
}

struct Lifetime;

impl Expiry<Key, Entry> for Lifetime {
    fn expire_after_create(&self, _: &Key, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(if entry.tenant.is_some() {
            KNOWN
        } else {
            UNKNOWN
        })
    }
}

impl Directory {
    /// A directory over the platform's tables, kept true by `notifications`, which must listen on [`CHANNEL`].
    /// Must be called inside a Tokio runtime that outlives it.
    #[must_use]
    pub fn new(platform: PlatformDb, notifications: &Notifications) -> Self {
        let directory = Self(Arc::new(Inner {
            platform,
            cache: Cache::builder()
                .max_capacity(CAPACITY)
                .expire_after(Lifetime)
                .build(),
            expectations: Expectations::default(),
            news: AtomicU64::new(0),
        }));
        let mut news = notifications.subscribe();
        let listener = Arc::downgrade(&directory.0);
        tokio::spawn(async move {
            loop {
                let message = news.recv().await;
                let Some(inner) = listener.upgrade() else {
                    return;
                };
                match message {
                    Ok(Notification::Message { channel, payload }) if channel == CHANNEL => {
                        inner.forget(payload.parse().ok()).await;
                    }
                    Ok(Notification::Message { .. }) => {}
                    Ok(Notification::Missed) | Err(RecvError::Lagged(_)) => {
                        inner.forget(None).await
                    }
                    Err(RecvError::Closed) => return,
                }
            }
        });
        directory
    }

    /// How many hosts are remembered.
    pub async fn entries(&self) -> u64 {
        // Counted when the cache tidies up.
        self.0.cache.run_pending_tasks().await;
        self.0.cache.entry_count()
    }

    /// Whether a schema with these modules, at this fingerprint and with these migrations, goes with this program.
    pub(crate) fn compare(
        &self,
        modules: &ModuleSet,
        fingerprint: &str,
        applied: &[AppliedMigration],
    ) -> SchemaState {
        let expected = self.0.expectations.of(modules);
        if expected.fingerprint == fingerprint {
            SchemaState::Current
        } else {
            expected.compare(applied)
        }
    }

    /// Whether this is exactly what this program makes of these modules.
    pub(crate) fn expects(&self, modules: &ModuleSet, fingerprint: &str) -> bool {
        self.0.expectations.of(modules).fingerprint == fingerprint
    }

    /// Whether a look-up would be answered from memory.
    pub(crate) fn remembers(&self, key: &Key) -> bool {
        self.0.cache.contains_key(key)
    }

    /// The tenant, asked of the database once for all who wait for the same.
    pub(crate) async fn find(&self, key: Key) -> Result<Option<Arc<Tenant>>, Error> {
        let inner = &self.0;
        let look_up = inner.look_up(&key);
        let entry = inner
            .cache
            .try_get_with_by_ref(&key, look_up)
            .await
            .map_err(|error| Error::clone(&error))?;
        if entry.overtaken {
            inner.cache.invalidate(&key).await;
        }
        Ok(entry.tenant)
    }
}

impl Inner {
    /// Forgets what concerns a tenant, and all unknown hosts, one of which it may have become; `None` is all tenants.
    async fn forget(&self, tenant: Option<TenantId>) {
        self.news.fetch_add(1, Ordering::AcqRel);
        let Some(tenant) = tenant else {
            self.cache.invalidate_all();
            return;
        };
        for (key, entry) in &self.cache {
            if entry.tenant.as_ref().is_none_or(|known| known.id == tenant) {
                self.cache.invalidate(&*key).await;
            }
        }
    }

    async fn look_up(&self, key: &Key) -> Result<Entry, Error> {
        let before = self.news.load(Ordering::Acquire);
        let tx = self.platform.begin(PlatformContext::Login).await?;
        let found = match key {
            Key::Slug(slug) => tenants::by_slug(&tx, slug).await?,
            // A name that a tenant once had may still be one of its domains.
            Key::Subdomain(slug, host) => match tenants::by_slug(&tx, slug).await? {
                Some(tenant) => Some(tenant),
                None => by_domain(&tx, host).await?,
            },
            Key::Domain(host) => by_domain(&tx, host).await?,
        };
        let tenant = match found {
            Some(hosted) => {
                let schema = self.schema_state(&tx, &hosted).await?;
                Some(Arc::new(Tenant::new(hosted, schema)))
            }
            None => None,
        };
        tx.commit().await?;
        Ok(Entry {
            tenant,
            overtaken: self.news.load(Ordering::Acquire) != before,
        })
    }

    async fn schema_state(
        &self,
        tx: &PlatformTx,
        tenant: &HostedTenant,
    ) -> Result<SchemaState, Error> {
        let expected = self.expectations.of(&tenant.modules);
        if expected.fingerprint == tenant.fingerprint {
            return Ok(SchemaState::Current);
        }
        let applied = tenants::applied_migrations(tx, tenant.id).await?;
        Ok(expected.compare(&applied))
    }
}

/// `www.` before a domain is the domain.
async fn by_domain(tx: &PlatformTx, host: &Host) -> Result<Option<HostedTenant>, Error> {
    if let Some(tenant) = tenants::by_domain(tx, host).await? {
        return Ok(Some(tenant));
    }
    match host.as_str().strip_prefix("www.").map(Host::parse) {
        Some(Ok(bare)) => tenants::by_domain(tx, &bare).await,
        _ => Ok(None),
    }
}
