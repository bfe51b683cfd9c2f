//! Subscription plans and what each allows.

use serde::{Deserialize, Serialize};

use crate::message::Message;

text_enum! {
    /// A plan, with the codes of seeds 003 and 004.
    pub enum PlanCode ("snake_case", "plan_unknown") {
        /// 14 days of `profesional`, free.
        Trial,
        /// Basic.
        Basico,
        /// Professional.
        Profesional,
        /// Business.
        Empresarial,
        /// As agreed with the tenant.
        Custom,
    }
}

text_enum! {
    /// What plans limit.
    pub enum Limited ("snake_case", "limit_unknown") {
        /// Users that can log in.
        Users,
        /// Clients (or patients) that are not deleted.
        Clients,
        /// Professionals with an agenda.
        Professionals,
        /// Appointments in a calendar month of the tenant's time zone.
        AppointmentsPerMonth,
        /// Branches that are open.
        Branches,
        /// Stored files, in mebibytes.
        StorageMib,
    }
}

impl Limited {
    /// What is limited, for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Users => Message::new("usuarios", "users"),
            Self::Clients => Message::new("clientes", "clients"),
            Self::Professionals => Message::new("profesionales", "professionals"),
            Self::AppointmentsPerMonth => Message::new("citas al mes", "appointments a month"),
            Self::Branches => Message::new("sucursales", "branches"),
            Self::StorageMib => Message::new("MiB de archivos", "MiB of files"),
        }
    }
}

/// The most that a plan allows; `None` is without limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlanLimits {
    /// Users that can log in.
    pub users: Option<u32>,
    /// Clients (or patients) that are not deleted.
    pub clients: Option<u32>,
    /// Professionals with an agenda.
    pub professionals: Option<u32>,
    /// Appointments in a calendar month of the tenant's time zone.
    pub appointments_per_month: Option<u32>,
    /// Branches.
    pub branches: Option<u32>,
    /// Stored files, in mebibytes.
    pub storage_mib: Option<u32>,
}

impl PlanLimits {
    /// The most that is allowed of one thing; `None` is without limit.
    #[must_use]
    pub const fn of(&self, limited: Limited) -> Option<u32> {
        match limited {
            Limited::Users => self.users,
            Limited::Clients => self.clients,
            Limited::Professionals => self.professionals,
            Limited::AppointmentsPerMonth => self.appointments_per_month,
            Limited::Branches => self.branches,
            Limited::StorageMib => self.storage_mib,
        }
    }

    /// The same with another limit on one thing, as agreed with one tenant.
    #[must_use]
    pub const fn with(mut self, limited: Limited, most: Option<u32>) -> Self {
        match limited {
            Limited::Users => self.users = most,
            Limited::Clients => self.clients = most,
            Limited::Professionals => self.professionals = most,
            Limited::AppointmentsPerMonth => self.appointments_per_month = most,
            Limited::Branches => self.branches = most,
            Limited::StorageMib => self.storage_mib = most,
        }
        self
    }
}

impl PlanCode {
    /// How long a trial lasts, in days.
    pub const TRIAL_DAYS: u32 = 14;

    /// Whether a business may choose it by itself; a trial comes with the registration, and what is made to measure is
    /// agreed.
    #[must_use]
    pub const fn is_chosen(self) -> bool {
        matches!(self, Self::Basico | Self::Profesional | Self::Empresarial)
    }

    /// What the plan allows before overrides.
    ///
    /// Users and clients are those of seed 004, "Planes". The documents name the other limits
    /// without numbers; those here are ours.
    #[must_use]
    pub const fn limits(self) -> PlanLimits {
        match self {
            Self::Basico => PlanLimits {
                users: Some(5),
                clients: Some(50),
                professionals: Some(5),
                appointments_per_month: Some(500),
                branches: Some(1),
                storage_mib: Some(1_024),
            },
            Self::Trial | Self::Profesional => PlanLimits {
                users: Some(10),
                clients: Some(100),
                professionals: Some(10),
                appointments_per_month: Some(2_000),
                branches: Some(3),
                storage_mib: Some(10_240),
            },
            Self::Empresarial => PlanLimits {
                users: Some(50),
                clients: Some(500),
                professionals: Some(50),
                appointments_per_month: Some(10_000),
                branches: Some(10),
                storage_mib: Some(51_200),
            },
            Self::Custom => PlanLimits {
                users: None,
                clients: None,
                professionals: None,
                appointments_per_month: None,
                branches: None,
                storage_mib: None,
            },
        }
    }

    /// Monthly price in US cents; `None` is agreed with the tenant.
    #[must_use]
    pub const fn monthly_price_usd_cents(self) -> Option<u32> {
        match self {
            Self::Trial => Some(0),
            Self::Basico => Some(2_900),
            Self::Profesional => Some(7_900),
            Self::Empresarial => Some(19_900),
            Self::Custom => None,
        }
    }

    /// The plan's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Trial => Message::new("Prueba", "Trial"),
            Self::Basico => Message::new("Básico", "Basic"),
            Self::Profesional => Message::new("Profesional", "Professional"),
            Self::Empresarial => Message::new("Empresarial", "Business"),
            Self::Custom => Message::new("A la medida", "Custom"),
        }
    }
}
