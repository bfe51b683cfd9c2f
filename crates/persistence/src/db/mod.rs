//! Connections, lanes and transactions.

mod connect;
mod lane;
mod notifications;
mod param;
mod platform;
mod row;
mod tenant;
mod tx;

pub use connect::{connect, pg_config, tls};
pub use notifications::{Notification, Notifications};
pub use param::Param;
pub use platform::{PlatformContext, PlatformDb, PlatformTx};
pub use row::proxy_row;
pub use tenant::{Actor, ActorKind, TenantDb, TenantScope, TenantTx};
