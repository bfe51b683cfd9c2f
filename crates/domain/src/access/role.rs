use super::{Action, Category, Permission, catalogue};
use crate::{
    industry::{Module, Profile},
    invalid::Invalid,
    message::Message,
};

/// Most roles in a line from a role to its furthest ancestor, itself counted.
pub const MAX_ROLE_DEPTH: usize = 5;

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

impl Role {
    /// Whether the role has every permission, those to come included. Such a role cannot be changed, so that no
    /// business locks itself out.
    #[must_use]
    pub const fn grants_all(self) -> bool {
        matches!(self, Self::Admin | Self::Propietario)
    }

    /// Whether the template grants the permission to begin with.
    ///
    /// Administrator, sales, production and operator follow seed 000, `SYSTEM_ROLES`. The others stand in no matrix:
    /// `propietario` (seed 003) is as the administrator; `empleado` (003) looks after clients, sales and payments;
    /// `cashier` (002) takes orders and payments, and sees of the business what one needs to book; `kitchen` and
    /// `delivery` (002) see orders and move them on; `cliente` (003) has no rights over the business's data.
    #[must_use]
    pub fn allows(self, permission: &Permission) -> bool {
        self.actions(permission.category)
            .contains(&permission.action)
            || self.books_and_sees(permission)
    }

    /// Who writes appointments down chooses among services, professionals, rooms and hours.
    fn books_and_sees(self, permission: &Permission) -> bool {
        self == Self::Cashier
            && permission.module == Module::Scheduling
            && permission.action == Action::View
    }

    /// The classes of actions that the template may do in a category.
    #[must_use]
    pub const fn actions(self, category: Category) -> &'static [Action] {
        use Category::{Analytics, Commerce, Core, Crm, Finance, Operations};
        const ALL: &[Action] = Action::ALL;
        const WRITE: &[Action] = &[Action::View, Action::Add, Action::Change];
        const RECORD: &[Action] = &[Action::View, Action::Add];
        const MOVE: &[Action] = &[Action::View, Action::Change];
        const VIEW: &[Action] = &[Action::View];
        const NOTHING: &[Action] = &[];
        match (self, category) {
            (Self::Admin | Self::Propietario, _) => ALL,
            (Self::Cliente, _) => NOTHING,

            (Self::Sales | Self::Empleado, Crm | Commerce)
            | (Self::Cashier, Crm | Commerce | Finance)
            | (Self::Production, Operations) => WRITE,
            (Self::Operator | Self::Empleado, Finance) => RECORD,
            (Self::Operator, Operations) | (Self::Kitchen | Self::Delivery, Commerce) => MOVE,

            (Self::Cashier, Core | Operations | Analytics)
            | (Self::Kitchen | Self::Delivery, Core | Finance | Analytics) => NOTHING,

            (
                Self::Sales
                | Self::Empleado
                | Self::Production
                | Self::Operator
                | Self::Kitchen
                | Self::Delivery,
                _,
            ) => VIEW,
        }
    }

    /// All that the template grants to begin with.
    pub fn permissions(self) -> impl Iterator<Item = &'static Permission> {
        catalogue()
            .iter()
            .filter(move |permission| self.allows(permission))
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

/// The short name of a role that a business made for itself, such as `recepcion_norte`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleCode(String);

impl RoleCode {
    /// Most characters.
    pub const MAX_CHARS: usize = 40;

    /// Lower-case letters, digits and underscores, a letter first.
    ///
    /// # Errors
    /// `role_code_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let raw = raw.trim();
        let mut characters = raw.chars();
        let begins_well = characters.next().is_some_and(|c| c.is_ascii_lowercase());
        let goes_on_well =
            characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if begins_well && goes_on_well && raw.len() <= Self::MAX_CHARS {
            Ok(Self(raw.to_owned()))
        } else {
            Err(ROLE_CODE_INVALID)
        }
    }
}

text_type!(RoleCode);

const ROLE_CODE_INVALID: Invalid = Invalid::new(
    "role_code_invalid",
    "Use de 1 a 40 letras minúsculas sin tilde, números o guiones bajos, empezando por una letra: «recepcion_norte».",
    "Use 1 to 40 lower-case letters without accents, digits or underscores, beginning with a letter: \"recepcion_norte\".",
);
