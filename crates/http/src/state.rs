//! What the handlers share.

use crate::{config::HttpConfig, tenancy::Directory};
use panal_persistence::{PlatformDb, TenantDb, db::Notifications};
use std::sync::Arc;

/// Shared by all workers as `web::Data<AppState>`.
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
}

impl AppState {
    /// State over two pools. `notifications` must listen on [`crate::tenancy::CHANNEL`].
    #[must_use]
    pub fn new(
        config: HttpConfig,
        tenants: TenantDb,
        platform: PlatformDb,
        notifications: &Notifications,
    ) -> Self {
        Self {
            directory: Directory::new(platform.clone(), notifications),
            tenants,
            platform,
            config: Arc::new(config),
        }
    }
}
