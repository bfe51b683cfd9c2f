//! Users of the platform.

use crate::{PlatformTx, Result, platform::entity::platform_users};
use panal_domain::UserId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// A user of the platform. Holds the password's digest: never serialise it.
pub use platform_users::Model as PlatformUser;

/// The role of every platform user.
pub const ROLE: &str = "super_admin";

/// The user with this log-in name, active or not. Context: login.
pub async fn find_by_email(tx: &PlatformTx, email: &str) -> Result<Option<PlatformUser>> {
    Ok(platform_users::Entity::find()
        .filter(platform_users::Column::Email.eq(email))
        .one(tx)
        .await?)
}

/// Notes the moment of a successful log-in. Context: the user itself.
pub async fn logged_in(tx: &PlatformTx, id: UserId) -> Result<()> {
    platform_users::Entity::update_many()
        .col_expr(
            platform_users::Column::LastLoginAt,
            Expr::cust("clock_timestamp()"),
        )
        .filter(platform_users::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}
