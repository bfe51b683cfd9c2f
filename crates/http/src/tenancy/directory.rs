use panal_persistence::{PlatformDb, db::Notifications};

/// Finds the tenant of a host. Remembers it until the database says that it changed.
#[derive(Clone)]
pub struct Directory {
    #[expect(dead_code, reason = "used by the look-up")]
    platform: PlatformDb,
}

impl Directory {
    /// A directory over the platform's tables.
    #[must_use]
    pub fn new(platform: PlatformDb, _notifications: &Notifications) -> Self {
        Self { platform }
    }
}
