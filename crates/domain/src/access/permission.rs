use crate::{industry::Module, invalid::Invalid, message::Message};
use serde::{Serialize, Serializer};
use std::fmt;

text_enum! {
    /// The class of an action, by which role templates give rights (seed 000, `SYSTEM_ROLES`). A special verb belongs
    /// to the class whose holders may do it.
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
    /// What permissions are sorted by: the apps of seed 000.
    pub enum Category ("snake_case", "category_unknown") {
        /// The business itself: its people, branches and settings.
        Core,
        /// Clients and their appointments.
        Crm,
        /// What is sold.
        Commerce,
        /// What is made, kept and delivered.
        Operations,
        /// Money.
        Finance,
        /// Dashboards and reports.
        Analytics,
    }
}

impl Category {
    /// The category's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Core => Message::new("Negocio y equipo", "Business and team"),
            Self::Crm => Message::new("Clientes y citas", "Clients and appointments"),
            Self::Commerce => Message::new("Ventas", "Sales"),
            Self::Operations => Message::new("Operación", "Operations"),
            Self::Finance => Message::new("Finanzas", "Finance"),
            Self::Analytics => Message::new("Análisis", "Analytics"),
        }
    }
}

/// A right, written `resource.action`: `clients.view`. Declared once with `permissions!`, in the file of the feature
/// that it guards; there is one static value of each.
#[derive(Debug, Clone)]
pub struct Permission {
    /// `resource.action`; what tenants' tables, the API and API keys hold.
    pub code: &'static str,
    /// The resource.
    pub resource: &'static str,
    /// The resource's name for people.
    pub resource_name: Message,
    /// The class of the action.
    pub action: Action,
    /// What it is sorted by.
    pub category: Category,
    /// The module that it belongs to; a tenant without it has no use for the permission.
    pub module: Module,
    /// The permission's name for people.
    pub name: Message,
    /// True when only a person in a log-in of their own may use it: no API key, nobody who impersonates.
    pub personal: bool,
}

impl Permission {
    /// The permission with this code.
    ///
    /// # Errors
    /// `permission_unknown`.
    pub fn parse(code: &str) -> Result<&'static Self, Invalid> {
        super::catalogue().find(code).ok_or(PERMISSION_UNKNOWN)
    }
}

impl PartialEq for Permission {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Permission {}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

/// A permission as a type, so that a handler can ask for it in its signature.
pub trait PermissionMarker: 'static {
    /// The permission.
    const PERMISSION: &'static Permission;
}

const PERMISSION_UNKNOWN: Invalid = Invalid::new(
    "permission_unknown",
    "Use un permiso como «clients.view»: recurso, punto y acción.",
    "Use a permission such as \"clients.view\": resource, dot and action.",
);

/// Declares the permissions of one resource: a list of them and a marker type of each.
///
/// ```text
/// permissions! {
///     /// Clients.
///     pub CLIENTS: "clients", Crm of Crm, "clientes", "clients" {
///         ViewClients: view,
///         CancelAny: cancel_any as Delete ("Cancelar citas de otros", "Cancel anybody's appointments"),
///         ChangeRoles: change !personal,
///     }
/// }
/// ```
macro_rules! permissions {
    (
        $(#[$doc:meta])*
        pub $list:ident: $resource:literal, $module:ident of $category:ident, $es:literal, $en:literal {
            $( $marker:ident: $action:ident $(as $class:ident ($verb_es:literal, $verb_en:literal))? $(! $personal:ident)? , )+
        }
    ) => {
        $(#[$doc])*
        pub const $list: &[&$crate::access::Permission] = &[
            $( <$marker as $crate::access::PermissionMarker>::PERMISSION, )+
        ];
        $(
            #[doc = concat!("Permission `", $resource, ".", stringify!($action), "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $marker;

            impl $crate::access::PermissionMarker for $marker {
                const PERMISSION: &'static $crate::access::Permission = &$crate::access::Permission {
                    code: concat!($resource, ".", stringify!($action)),
                    resource: $resource,
                    resource_name: $crate::Message::new($es, $en),
                    action: permissions!(@class $action $($class)?),
                    category: $crate::access::Category::$category,
                    module: $crate::Module::$module,
                    name: permissions!(@name $action $es, $en $(, $verb_es, $verb_en)?),
                    personal: permissions!(@personal $($personal)?),
                };
            }
        )+
    };
    (@class view) => { $crate::access::Action::View };
    (@class add) => { $crate::access::Action::Add };
    (@class change) => { $crate::access::Action::Change };
    (@class delete) => { $crate::access::Action::Delete };
    (@class $action:ident $class:ident) => { $crate::access::Action::$class };
    (@name view $es:literal, $en:literal) => { $crate::Message::new(concat!("Ver ", $es), concat!("View ", $en)) };
    (@name add $es:literal, $en:literal) => { $crate::Message::new(concat!("Crear ", $es), concat!("Add ", $en)) };
    (@name change $es:literal, $en:literal) => { $crate::Message::new(concat!("Modificar ", $es), concat!("Change ", $en)) };
    (@name delete $es:literal, $en:literal) => { $crate::Message::new(concat!("Eliminar ", $es), concat!("Delete ", $en)) };
    (@name $action:ident $es:literal, $en:literal, $verb_es:literal, $verb_en:literal) => { $crate::Message::new($verb_es, $verb_en) };
    (@personal personal) => { true };
    (@personal) => { false };
}
