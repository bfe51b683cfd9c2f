//! Whoever asks, as far as it concerns what they may do.

use chrono::{DateTime, Utc};
use panal_domain::{BranchId, BranchScope, Language, Permission, RoleId, SessionId, UserId};
use panal_persistence::{
    ActorKind,
    tenant::{access::Access, api_keys::LiveKey, sessions::SessionUser},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A user in a session, or a program with an API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The user, or the key.
    pub id: Uuid,
    /// Which of the two.
    pub kind: PrincipalKind,
    /// Log-in name, or the name of the key.
    pub name: String,
    /// Name of the person; empty for a key.
    pub full_name: String,
    /// The language in which the user wants to read; none: the business's.
    pub language: Option<Language>,
    /// The branch the user works at.
    pub branch_id: Option<BranchId>,
    /// Whether the user showed that the e-mail address is theirs.
    pub email_confirmed: bool,
    /// Whether a second factor is asked for at log-in.
    pub second_factor: bool,
    /// Roles, rights and what they come from. Empty on the platform.
    pub access: Access,
}

/// What sort of principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalKind {
    /// A user in a session of their own.
    User(SessionFacts),
    /// A platform user in a session in the place of a user.
    Impersonated(SessionFacts, Impersonator),
    /// A program with an API key.
    ApiKey {
        /// Until when the key is good; none: until it is revoked.
        expires_at: Option<DateTime<Utc>>,
        /// The user who made it, whose rights are the most that it gives.
        maker: UserId,
        /// The roles that these rights come from, with their ancestors.
        maker_roles: BTreeSet<RoleId>,
    },
}

/// A session, as its principal sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// The session.
    pub id: SessionId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ends unless renewed.
    pub expires_at: DateTime<Utc>,
}

/// A platform user in the place of a member of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impersonator {
    /// The platform user.
    pub id: Uuid,
    /// Log-in name.
    pub email: String,
    /// Why.
    pub reason: String,
}

impl Principal {
    /// The user of a session.
    #[must_use]
    pub fn of_session(user: SessionUser, access: Access) -> Self {
        let session = SessionFacts {
            id: SessionId(user.session_id),
            started_at: user.created_at,
            expires_at: user.expires_at,
        };
        let kind = match (user.impersonator_id, user.impersonator) {
            (Some(id), Some(email)) => PrincipalKind::Impersonated(
                session,
                Impersonator {
                    id,
                    email,
                    reason: user.impersonation_reason.unwrap_or_default(),
                },
            ),
            _ => PrincipalKind::User(session),
        };
        Self {
            id: user.user_id,
            kind,
            name: user.email,
            full_name: user.full_name,
            language: user
                .language
                .and_then(|language| Language::parse(&language).ok()),
            branch_id: user.branch_id.map(BranchId),
            email_confirmed: user.email_confirmed,
            second_factor: user.second_factor,
            access,
        }
    }

    /// A program with a key. It may do what the key's scopes say as far as `maker`, who made the key, may do it now.
    #[must_use]
    pub fn of_api_key(key: LiveKey, maker: Access) -> Self {
        let lines = maker.roles.into_iter().flat_map(|role| role.lineage);
        Self {
            id: key.id,
            kind: PrincipalKind::ApiKey {
                expires_at: key.expires_at,
                maker: UserId(key.created_by),
                maker_roles: lines.collect(),
            },
            name: key.name,
            full_name: String::new(),
            language: None,
            branch_id: None,
            email_confirmed: true,
            second_factor: false,
            access: Access {
                roles: Vec::new(),
                rights: maker
                    .rights
                    .only(|permission| key.scopes.iter().any(|scope| scope == permission.code)),
            },
        }
    }

    /// The user, unless it is a key.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        (!self.is_api_key()).then_some(UserId(self.id))
    }

    /// The session, unless it is a key.
    #[must_use]
    pub fn session(&self) -> Option<&SessionFacts> {
        match &self.kind {
            PrincipalKind::User(session) | PrincipalKind::Impersonated(session, _) => Some(session),
            PrincipalKind::ApiKey { .. } => None,
        }
    }

    /// The platform user behind it.
    #[must_use]
    pub fn impersonator(&self) -> Option<&Impersonator> {
        match &self.kind {
            PrincipalKind::Impersonated(_, impersonator) => Some(impersonator),
            PrincipalKind::User(_) | PrincipalKind::ApiKey { .. } => None,
        }
    }

    /// Whether it is a program with an API key.
    #[must_use]
    pub fn is_api_key(&self) -> bool {
        matches!(self.kind, PrincipalKind::ApiKey { .. })
    }

    /// Whether it is a key whose time is over; one that is remembered may be.
    pub(super) fn is_expired(&self, now: DateTime<Utc>) -> bool {
        matches!(self.kind, PrincipalKind::ApiKey { expires_at: Some(at), .. } if at <= now)
    }

    /// Whether it is a person in a log-in of their own.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        matches!(self.kind, PrincipalKind::User(_))
    }

    /// Where the permission may be used now: `None` where it was not given, or is personal and this is no person in
    /// a log-in of their own.
    #[must_use]
    pub fn scope(&self, permission: &Permission) -> Option<&BranchScope> {
        self.access
            .rights
            .scope(permission)
            .filter(|_| !permission.personal || self.is_personal())
    }

    /// Whether the permission may be used now, somewhere.
    #[must_use]
    pub fn may(&self, permission: &Permission) -> bool {
        self.scope(permission).is_some()
    }

    /// Whether a change of the user, the key or the role with this id changes what this one may do.
    pub(super) fn depends_on(&self, id: Uuid) -> bool {
        let role = RoleId(id);
        let made_by = match &self.kind {
            PrincipalKind::ApiKey {
                maker, maker_roles, ..
            } => maker.0 == id || maker_roles.contains(&role),
            PrincipalKind::User(_) | PrincipalKind::Impersonated(..) => false,
        };
        self.id == id
            || made_by
            || self
                .access
                .roles
                .iter()
                .any(|held| held.lineage.contains(&role))
    }

    /// What sort of actor the audit calls it, and by which id.
    pub(super) fn actor(&self) -> (ActorKind, Uuid) {
        match &self.kind {
            PrincipalKind::User(_) => (ActorKind::User, self.id),
            PrincipalKind::Impersonated(_, impersonator) => {
                (ActorKind::Impersonator, impersonator.id)
            }
            PrincipalKind::ApiKey { .. } => (ActorKind::ApiKey, self.id),
        }
    }
}
