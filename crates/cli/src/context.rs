//! What commands work with, opened when they ask for it.

use crate::{
    args::Globals,
    config::{self, Config, Loaded, Overrides},
    failure::Result,
    output::Out,
};
use panal_persistence::{PlatformDb, TenantDb};
use panal_provisioner::{Owner, Provisioner};

/// The configuration and how to print.
pub(crate) struct Context {
    pub(crate) loaded: Loaded,
    pub(crate) globals: Globals,
    pub(crate) out: Out,
}

impl Context {
    pub(crate) fn new(globals: Globals, extra: Vec<(String, String)>, out: Out) -> Result<Self> {
        let mut values = globals.set.clone();
        values.extend(extra);
        let loaded = config::load(&Overrides {
            file: globals.config.clone(),
            values,
        })?;
        Ok(Self {
            loaded,
            globals,
            out,
        })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.loaded.config
    }

    /// The provisioner, on behalf of whoever runs the command.
    pub(crate) fn provisioner(&self) -> Result<Provisioner> {
        Ok(self.build_provisioner()?.by_operator(&operator()))
    }

    pub(crate) fn build_provisioner(&self) -> Result<Provisioner> {
        self.loaded
            .require(&[config::OWNER, "database.", "tenants."])?;
        let config = self.config();
        let owner = Owner::new(
            &config.database.url,
            config.tenants.owner_connections,
            config.database.connect_timeout(),
        )?;
        Ok(Provisioner::new(
            owner,
            config.app()?,
            config.tenants.clone(),
            &config.database.role_prefix,
        ))
    }

    /// The tenants' rows, as the server reaches them.
    pub(crate) fn tenant_db(&self) -> Result<TenantDb> {
        self.require_app()?;
        Ok(TenantDb::new(
            &self.config().app()?,
            &self.config().database,
        )?)
    }

    /// The platform's rows, as the server reaches them.
    pub(crate) fn platform_db(&self) -> Result<PlatformDb> {
        self.require_app()?;
        Ok(PlatformDb::new(
            &self.config().app()?,
            &self.config().database,
        )?)
    }

    /// Fails unless the server's log-in is known.
    pub(crate) fn require_app(&self) -> Result {
        self.loaded
            .require(&[config::APP, "auth.secret app", "database."])
    }
}

/// Who runs the command, for the audit.
fn operator() -> String {
    ["SUDO_USER", "USER", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
        .unwrap_or_else(|| "panal".to_owned())
}
