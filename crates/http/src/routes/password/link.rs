//! Using links up.

use crate::{
    auth::problems, problem::Problem, request::RequestInfo, retry::transaction, state::AppState,
    tenancy::Tenant,
};
use actix_web::http::StatusCode;
use panal_domain::{LinkPurpose, LinkToken, Message, UserId};
use panal_persistence::{
    ActorKind, Result as DbResult, TenantTx,
    tenant::{
        user_tokens,
        users::{self, User},
    },
};
use secrecy::{ExposeSecret, SecretString};

const INVALID: &str = "link_invalid";

/// Whoever shows a link here, and what for.
pub(super) struct Redeemed<'a> {
    pub(super) state: &'a AppState,
    pub(super) tenant: &'a Tenant,
    pub(super) info: &'a RequestInfo,
    pub(super) purpose: LinkPurpose,
}

impl Redeemed<'_> {
    /// Does `work` with the digest of what is shown. What is no link counts as a wrong password does: whoever tries
    /// many is slowed down. A text that cannot be one costs no query.
    pub(super) async fn redeem(
        &self,
        shown: &SecretString,
        work: impl AsyncFnOnce(Vec<u8>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let attempt = self
            .state
            .auth
            .links
            .begin(
                Some(self.tenant.id),
                &format!("link {}", shown.expose_secret()),
                self.info.address(),
            )
            .map_err(problems::too_many_attempts)?;
        let token = LinkToken::parse(shown.expose_secret()).ok_or_else(link_invalid)?;
        let done = work(token.digest()).await;
        match &done {
            Ok(()) => attempt.succeeded(),
            Err(problem) if problem.code() == INVALID => {}
            Err(_) => attempt.undecided(),
        }
        done
    }

    /// Whose the link is. It stays good.
    pub(super) async fn owner(&self, digest: &[u8]) -> Result<User, Problem> {
        let anonymous = self.info.actor(ActorKind::Anonymous, None);
        let tx = self
            .state
            .tenants
            .begin_read_only(&self.tenant.scope, anonymous)
            .await?;
        let user = user_tokens::owner(&tx, digest, self.purpose).await?;
        tx.commit().await?;
        user.ok_or_else(link_invalid)
    }

    /// Uses the link up and does `work` in its user's name, in one transaction.
    pub(super) async fn claim(
        &self,
        digest: &[u8],
        work: impl AsyncFn(&TenantTx, UserId) -> DbResult<()>,
    ) -> Result<(), Problem> {
        let user = transaction(async || {
            let anonymous = self.info.actor(ActorKind::Anonymous, None);
            let mut tx = self
                .state
                .tenants
                .begin(&self.tenant.scope, anonymous)
                .await?;
            let claimed = user_tokens::claim(&tx, digest, self.purpose).await?;
            let user = claimed.ok_or_else(link_invalid)?;
            let mut actor = self.info.actor(ActorKind::User, Some(user.0));
            actor.name = users::get(&tx, user).await?.map(|user| user.email);
            tx.set_actor(actor);
            work(&tx, user).await?;
            tx.commit().await?;
            Ok(user)
        })
        .await?;
        self.state.auth.sessions.forget(user.0);
        self.info.set_user(user);
        Ok(())
    }
}

/// 422 for a link that is unknown, used, out of time, for something else, or of a user who may not log in.
fn link_invalid() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        INVALID,
        Message::new("El enlace ya no sirve", "The link is good no more"),
    )
    .detail(Message::new(
        "Cada enlace sirve una sola vez y por un tiempo. Pida otro.",
        "Each link is good once and for some time. Ask for another.",
    ))
}
