//! The life of a tenant.

use crate::message::Message;

text_enum! {
    /// Where a tenant is in its life:
    /// `pending → provisioning → active ⇄ suspended | maintenance → deleting → deleted`.
    ///
    /// A failed provisioning step goes back to `pending` and is tried again; its reason is kept
    /// beside the state, which is why there is no state for it.
    pub enum TenantState ("snake_case", "tenant_state_unknown") {
        /// Asked for; nothing made yet.
        Pending,
        /// A worker is making its schema, role and first rows.
        Provisioning,
        /// Serves.
        Active,
        /// Stopped by the platform, for instance for want of payment; data untouched.
        Suspended,
        /// Stopped for a while by an operator, for instance for a restore.
        Maintenance,
        /// Deleted for its users; can be restored within the grace period.
        Deleting,
        /// Purged. Nothing comes back.
        Deleted,
    }
}

impl TenantState {
    /// The states of tenants whose tables are whole and which are here to stay: jobs look after these.
    pub const KEPT: &'static [Self] = &[Self::Active, Self::Suspended, Self::Maintenance];

    /// The states that may follow this one.
    #[must_use]
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Provisioning],
            Self::Provisioning => &[Self::Active, Self::Pending],
            Self::Active => &[Self::Suspended, Self::Maintenance, Self::Deleting],
            Self::Suspended | Self::Maintenance => &[Self::Active, Self::Deleting],
            Self::Deleting => &[Self::Active, Self::Deleted],
            Self::Deleted => &[],
        }
    }

    /// Whether `to` may follow this state. A state does not follow itself.
    #[must_use]
    pub fn can_become(self, to: Self) -> bool {
        self.allowed().contains(&to)
    }

    /// Moves to `to`.
    ///
    /// # Errors
    /// [`StateConflict`], which lists what is allowed instead.
    pub fn transition(self, to: Self) -> Result<Self, StateConflict> {
        if self.can_become(to) {
            Ok(to)
        } else {
            Err(StateConflict {
                from: self,
                to,
                allowed: self.allowed(),
            })
        }
    }

    /// The state's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Pending => Message::new("Pendiente", "Pending"),
            Self::Provisioning => Message::new("En preparación", "Being set up"),
            Self::Active => Message::new("Activo", "Active"),
            Self::Suspended => Message::new("Suspendido", "Suspended"),
            Self::Maintenance => Message::new("En mantenimiento", "Under maintenance"),
            Self::Deleting => Message::new("En eliminación", "Being deleted"),
            Self::Deleted => Message::new("Eliminado", "Deleted"),
        }
    }
}

/// A change of state that the life of a tenant does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("a tenant that is {from} cannot become {to}")]
pub struct StateConflict {
    /// The present state.
    pub from: TenantState,
    /// The state asked for.
    pub to: TenantState,
    /// The states that may follow `from`.
    pub allowed: &'static [TenantState],
}

impl StateConflict {
    /// Stable code of this refusal.
    pub const CODE: &'static str = "tenant_state_conflict";

    /// What to do about it.
    #[must_use]
    pub fn message(&self) -> Message {
        let (from, to) = (self.from.label(), self.to.label());
        if self.allowed.is_empty() {
            return Message::made(
                format!("El negocio está «{}», que es definitivo.", from.es),
                format!("The tenant is \"{}\", which is final.", from.en),
            );
        }
        let es: Vec<_> = self.allowed.iter().map(|s| s.label().es).collect();
        let en: Vec<_> = self.allowed.iter().map(|s| s.label().en).collect();
        Message::made(
            format!(
                "El negocio está «{}» y no puede pasar a «{}»; puede pasar a: {}.",
                from.es,
                to.es,
                es.join(", ")
            ),
            format!(
                "The tenant is \"{}\" and cannot become \"{}\"; it can become: {}.",
                from.en,
                to.en,
                en.join(", ")
            ),
        )
    }
}
