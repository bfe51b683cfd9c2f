//! Role templates and what each may do.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{industry::Profile, invalid::Invalid, message::Message};

text_enum! {
    /// A role template, seeded into tenants by their industry. `admin propietario empleado cliente`
    /// are of seed 003; `admin cashier kitchen delivery` of seed 002; `admin sales production
    /// operator` of seed 000.
    pub enum Role ("snake_case", "role_unknown") {
        /// Manages everything.
        Admin,
        /// Owns the business.
        Propietario,
        /// Works there: receptionist, professional.
        Empleado,
        /// A client with a login; sees only what is theirs.
        Cliente,
        /// Takes payments.
        Cashier,
        /// Cooks.
        Kitchen,
        /// Delivers.
        Delivery,
        /// Sells.
        Sales,
        /// Makes what was sold.
        Production,
        /// Helps in production and expenses.
        Operator,
    }
}

text_enum! {
    /// What is done to a resource.
    pub enum Action ("snake_case", "action_unknown") {
        /// Read.
        View,
        /// Create.
        Add,
        /// Edit.
        Change,
        /// Delete.
        Delete,
    }
}

text_enum! {
    /// What a permission is about.
    pub enum Resource ("snake_case", "resource_unknown") {
        /// Clients, of app crm.
        Clients,
        /// Users and their roles, of app core.
        Users,
        /// Branches, of app core.
        Branches,
        /// Settings of the tenant, of app core.
        Settings,
        /// The audit log, of app core.
        AuditLog,
    }
}

/// The apps of seed 000, by which its role matrix gives rights.
#[derive(Clone, Copy)]
enum App {
    Core,
    Crm,
}

impl Resource {
    const fn app(self) -> App {
        match self {
            Self::Clients => App::Crm,
            Self::Users | Self::Branches | Self::Settings | Self::AuditLog => App::Core,
        }
    }

    /// The actions that exist for it: settings are there from the start and stay (seed 000,
    /// `MODULE_PERMISSIONS`), and nobody writes the audit log.
    #[must_use]
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::Clients | Self::Users | Self::Branches => {
                &[Action::View, Action::Add, Action::Change, Action::Delete]
            }
            Self::Settings => &[Action::View, Action::Change],
            Self::AuditLog => &[Action::View],
        }
    }

    /// The resource's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Clients => Message::new("Clientes", "Clients"),
            Self::Users => Message::new("Usuarios", "Users"),
            Self::Branches => Message::new("Sucursales", "Branches"),
            Self::Settings => Message::new("Configuración", "Settings"),
            Self::AuditLog => Message::new("Auditoría", "Audit log"),
        }
    }
}

impl Action {
    /// The action's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::View => Message::new("Ver", "View"),
            Self::Add => Message::new("Crear", "Add"),
            Self::Change => Message::new("Modificar", "Change"),
            Self::Delete => Message::new("Eliminar", "Delete"),
        }
    }
}

impl Role {
    /// Whether the template grants the action, where it exists (see [`Resource::actions`]).
    ///
    /// Administrator, sales, production and operator follow seed 000, `SYSTEM_ROLES`. The others
    /// stand in no matrix: `propietario` (seed 003) is as the administrator; `empleado` (003) and
    /// `cashier` (002) register clients; `kitchen` and `delivery` (002) see them; `cliente` (003)
    /// has no rights over the business's data.
    #[must_use]
    pub fn allows(self, resource: Resource, action: Action) -> bool {
        resource.actions().contains(&action) && self.app_actions(resource.app()).contains(&action)
    }

    const fn app_actions(self, app: App) -> &'static [Action] {
        const ALL: &[Action] = Action::ALL;
        const WRITE: &[Action] = &[Action::View, Action::Add, Action::Change];
        const VIEW: &[Action] = &[Action::View];
        const NOTHING: &[Action] = &[];
        match (self, app) {
            (Self::Admin | Self::Propietario, _) => ALL,
            (Self::Sales | Self::Empleado | Self::Cashier, App::Crm) => WRITE,
            (Self::Sales | Self::Empleado, App::Core)
            | (Self::Production | Self::Operator, _)
            | (Self::Kitchen | Self::Delivery, App::Crm) => VIEW,
            (Self::Cashier | Self::Kitchen | Self::Delivery, App::Core) | (Self::Cliente, _) => {
                NOTHING
            }
        }
    }

    /// All that the template grants.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::all().filter(move |p| self.allows(p.resource, p.action))
    }

    /// The templates that an industry starts with.
    #[must_use]
    pub const fn for_profile(profile: Profile) -> &'static [Self] {
        match profile {
            Profile::ComidaRapida => &[
                Self::Admin,
                Self::Propietario,
                Self::Cashier,
                Self::Kitchen,
                Self::Delivery,
                Self::Cliente,
            ],
            Profile::EstudioFotografico => &[
                Self::Admin,
                Self::Propietario,
                Self::Sales,
                Self::Production,
                Self::Operator,
                Self::Cliente,
            ],
            Profile::ClinicaDental | Profile::ConsultorioMedico => &[
                Self::Admin,
                Self::Propietario,
                Self::Empleado,
                Self::Cliente,
            ],
            Profile::Barberia
            | Profile::SalonBelleza
            | Profile::Estetica
            | Profile::Spa
            | Profile::Podologia
            | Profile::Academia
            | Profile::TallerTecnico
            | Profile::CentroFitness
            | Profile::Veterinaria
            | Profile::Otro => &[
                Self::Admin,
                Self::Propietario,
                Self::Empleado,
                Self::Cashier,
                Self::Cliente,
            ],
        }
    }

    /// The role's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Admin => Message::new("Administrador", "Administrator"),
            Self::Propietario => Message::new("Propietario", "Owner"),
            Self::Empleado => Message::new("Empleado", "Employee"),
            Self::Cliente => Message::new("Cliente", "Client"),
            Self::Cashier => Message::new("Cajero", "Cashier"),
            Self::Kitchen => Message::new("Cocina", "Kitchen"),
            Self::Delivery => Message::new("Domiciliario", "Courier"),
            Self::Sales => Message::new("Ventas", "Sales"),
            Self::Production => Message::new("Producción", "Production"),
            Self::Operator => Message::new("Operario", "Operator"),
        }
    }
}

/// A right, written `resource.action`: `clients.view`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission {
    /// What it is about.
    pub resource: Resource,
    /// What may be done.
    pub action: Action,
}

impl Permission {
    /// The right to do `action` to `resource`.
    #[must_use]
    pub const fn new(resource: Resource, action: Action) -> Self {
        Self { resource, action }
    }

    /// Every permission that exists.
    pub fn all() -> impl Iterator<Item = Self> {
        Resource::ALL.iter().flat_map(|resource| {
            resource
                .actions()
                .iter()
                .map(|action| Self::new(*resource, *action))
        })
    }

    /// Reads `resource.action`.
    ///
    /// # Errors
    /// `permission_unknown`, also for an action that the resource does not have.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        raw.split_once('.')
            .and_then(|(resource, action)| {
                Some(Self::new(resource.parse().ok()?, action.parse().ok()?))
            })
            .filter(|permission| permission.resource.actions().contains(&permission.action))
            .ok_or(PERMISSION_UNKNOWN)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.resource, self.action)
    }
}

impl FromStr for Permission {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

const PERMISSION_UNKNOWN: Invalid = Invalid::new(
    "permission_unknown",
    "Use un permiso como «clients.view»: recurso, punto y acción.",
    "Use a permission such as \"clients.view\": resource, dot and action.",
);
