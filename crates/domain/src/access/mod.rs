//! Who may do what: permissions, role templates, and what a user may do once all roles are added up.

#[macro_use]
mod permission;
mod catalogue;
mod rights;
mod role;

pub use catalogue::{Catalogue, catalogue};
pub use permission::{Action, Category, Permission, PermissionMarker};
pub use rights::{BranchScope, HeldRole, Rights};
pub use role::{MAX_ROLE_DEPTH, Role, RoleCode};

pub mod staff;
pub mod upcoming;
