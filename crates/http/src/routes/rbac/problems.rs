//! Why rights, and whoever has them, stay as they are: as problems.

use crate::{auth::problems::permission_denied, problem::Problem, retry::Failure};
use actix_web::http::StatusCode;
use panal_domain::{Invalid, Message, access::MAX_ROLE_DEPTH};
use panal_persistence::{
    Error,
    tenant::{roles::MAX_ROLES, steward::Denied},
};

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Database(error) => database(error),
            Denied::Permission(permission) => permission_denied(permission).into(),
            Denied::NotOwn(missing) => not_own(&missing).into(),
            Denied::UnknownRole(_) => Problem::invalid([("role", ROLE_UNKNOWN)]).into(),
            Denied::RoleInUse(users) => role_in_use(users).into(),
            Denied::RoleHasChildren(roles) => role_has_children(roles).into(),
            other => plain(&other).into(),
        }
    }
}

/// Names the refusals of the database that a form can show beside a field.
fn database(error: Error) -> Failure {
    match error.constraint() {
        Some("users_email_key") => Problem::new(
            StatusCode::CONFLICT,
            "user_email_taken",
            Message::new(
                "Otro usuario ya tiene ese correo",
                "Another user has that e-mail address already",
            ),
        )
        .into(),
        Some("roles_code_key") => Problem::new(
            StatusCode::CONFLICT,
            "role_code_taken",
            Message::new(
                "Otro rol ya tiene ese código",
                "Another role has that code already",
            ),
        )
        .into(),
        Some("branches_code_key") => Problem::new(
            StatusCode::CONFLICT,
            "branch_code_taken",
            Message::new(
                "Otra sucursal ya tiene ese código",
                "Another branch has that code already",
            ),
        )
        .into(),
        Some("users_branch_id_fkey") => Problem::invalid([("branch_id", BRANCH_UNKNOWN)]).into(),
        Some("user_role_branches_branch_id_fkey") => {
            Problem::invalid([("branches", BRANCH_UNKNOWN)]).into()
        }
        _ => error.into(),
    }
}

fn not_own(missing: &[String]) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "grant_exceeds_own",
        Message::new(
            "No puede dar permisos que usted no tiene",
            "You cannot give permissions that you do not have",
        ),
    )
    .detail(Message::new(
        "Pídalo a quien los tiene en todas esas sucursales, o quítelos de lo que quiere dar.",
        "Ask somebody who has them in all those branches, or leave them out of what you give.",
    ))
    .with("missing", missing.to_vec())
}

fn role_in_use(users: u64) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "role_in_use",
        Message::made(
            match users {
                1 => "El rol está asignado a 1 usuario".to_owned(),
                _ => format!("El rol está asignado a {users} usuarios"),
            },
            match users {
                1 => "The role is assigned to 1 user".to_owned(),
                _ => format!("The role is assigned to {users} users"),
            },
        ),
    )
    .detail(Message::new(
        "Asigne otro rol a quien lo tiene y elimínelo después.",
        "Give whoever has it another role and delete it then.",
    ))
    .with("users", users)
}

fn role_has_children(roles: u64) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "role_has_children",
        Message::made(
            match roles {
                1 => "1 rol hereda de este".to_owned(),
                _ => format!("{roles} roles heredan de este"),
            },
            match roles {
                1 => "1 role inherits from this one".to_owned(),
                _ => format!("{roles} roles inherit from this one"),
            },
        ),
    )
    .detail(Message::new(
        "Cambie el rol superior de lo que hereda y elimínelo después.",
        "Give what inherits another parent and delete it then.",
    ))
    .with("roles", roles)
}

/// Those that say nothing beside themselves.
fn plain(denied: &Denied) -> Problem {
    let (status, code, title, detail) = match denied {
        Denied::RoleAboveOwn => (
            StatusCode::FORBIDDEN,
            "role_above_own",
            Message::new(
                "Ese rol está por encima del suyo",
                "That role is above your own",
            ),
            Message::new(
                "Solo lo cambia alguien con todos sus permisos. Pídalo a quien administra el negocio.",
                "Only somebody with all its permissions changes it. Ask whoever manages the business.",
            ),
        ),
        Denied::UserAboveOwn => (
            StatusCode::FORBIDDEN,
            "user_above_own",
            Message::new(
                "Ese usuario tiene permisos que usted no tiene",
                "That user has permissions that you do not have",
            ),
            Message::new(
                "Pídalo a quien administra el negocio.",
                "Ask whoever manages the business.",
            ),
        ),
        Denied::BranchNotOwn => (
            StatusCode::FORBIDDEN,
            "branch_not_own",
            Message::new(
                "Su permiso no alcanza a esa sucursal",
                "Your permission does not reach that branch",
            ),
            Message::new(
                "Elija una de sus sucursales en «branch_id».",
                "Choose one of your branches in \"branch_id\".",
            ),
        ),
        Denied::LastAdministrator => (
            StatusCode::CONFLICT,
            "last_administrator",
            Message::new(
                "El negocio se quedaría sin administrador",
                "The business would be left without an administrator",
            ),
            Message::new(
                "Dé antes a otra persona activa el rol de administrador en todas las sucursales.",
                "Give another active person the administrator's role in all branches first.",
            ),
        ),
        Denied::Cycle => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "role_cycle",
            Message::new(
                "Un rol no puede heredar de sí mismo",
                "A role cannot inherit from itself",
            ),
            Message::new(
                "Elija en «parent_id» un rol que no herede de este.",
                "Choose in \"parent_id\" a role that does not inherit from this one.",
            ),
        ),
        Denied::RolesFull => (
            StatusCode::CONFLICT,
            "roles_full",
            Message::made(
                format!("Un negocio tiene como máximo {MAX_ROLES} roles"),
                format!("A business has at most {MAX_ROLES} roles"),
            ),
            Message::new(
                "Elimine antes un rol que nadie use: DELETE /rbac/roles/{id}.",
                "Delete a role that nobody uses first: DELETE /rbac/roles/{id}.",
            ),
        ),
        Denied::TooDeep => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "role_too_deep",
            Message::made(
                format!("Como máximo {MAX_ROLE_DEPTH} roles heredan uno de otro"),
                format!("At most {MAX_ROLE_DEPTH} roles inherit from one another"),
            ),
            Message::new(
                "Elija en «parent_id» un rol más general.",
                "Choose a more general role in \"parent_id\".",
            ),
        ),
        Denied::SystemRole => (
            StatusCode::CONFLICT,
            "role_system",
            Message::new(
                "Un rol del sistema no se elimina ni cambia de código o de rol superior",
                "A system role is not deleted, and keeps its code and its parent",
            ),
            Message::new(
                "Cree un rol propio que herede de él.",
                "Make a role of your own that inherits from it.",
            ),
        ),
        Denied::FixedRole => (
            StatusCode::CONFLICT,
            "role_fixed",
            Message::new(
                "Un rol con todos los permisos no se cambia",
                "A role with every permission cannot be changed",
            ),
            Message::new(
                "Cree un rol propio con los permisos que necesita.",
                "Make a role of your own with the permissions you need.",
            ),
        ),
        Denied::UserInUse => (
            StatusCode::CONFLICT,
            "user_in_use",
            Message::new(
                "Ese usuario ya tiene historia",
                "That user has a history already",
            ),
            Message::new(
                "Desactívelo en lugar de eliminarlo: POST /users/{id}/disable.",
                "Disable the user instead of deleting: POST /users/{id}/disable.",
            ),
        ),
        Denied::UserHasPassword => (
            StatusCode::CONFLICT,
            "user_has_password",
            Message::new(
                "Ese usuario ya aceptó su invitación",
                "That user has accepted the invitation already",
            ),
            Message::new(
                "Si perdió su contraseña, use POST /users/{id}/reset.",
                "If the password is lost, use POST /users/{id}/reset.",
            ),
        ),
        Denied::EmailOwn => (
            StatusCode::CONFLICT,
            "user_email_own",
            Message::new(
                "Ese usuario ya entra con su correo",
                "That user logs in with that e-mail address already",
            ),
            Message::new(
                "Invite la otra dirección con POST /users y desactive a este usuario.",
                "Invite the other address with POST /users and disable this user.",
            ),
        ),
        Denied::UserInvited => (
            StatusCode::CONFLICT,
            "user_invited",
            Message::new(
                "Ese usuario aún no acepta su invitación",
                "That user has not accepted the invitation yet",
            ),
            Message::new(
                "Envíela de nuevo con POST /users/{id}/invite.",
                "Send it again with POST /users/{id}/invite.",
            ),
        ),
        Denied::UserDisabled => (
            StatusCode::CONFLICT,
            "user_disabled",
            Message::new("Ese usuario está desactivado", "That user is disabled"),
            Message::new(
                "Actívelo antes con POST /users/{id}/enable.",
                "Enable the user first with POST /users/{id}/enable.",
            ),
        ),
        Denied::OwnSecondFactor => (
            StatusCode::CONFLICT,
            "second_factor_own",
            Message::new(
                "Ese segundo factor es el suyo",
                "That second factor is your own",
            ),
            Message::new(
                "Quítelo con su contraseña y un código: DELETE /me/totp.",
                "Take it away with your password and a code: DELETE /me/totp.",
            ),
        ),
        Denied::LastBranch => (
            StatusCode::CONFLICT,
            "branch_last",
            Message::new(
                "Es la única sucursal abierta",
                "It is the only branch that is open",
            ),
            Message::new(
                "Abra otra antes de cerrar esta.",
                "Open another one before closing this one.",
            ),
        ),
        Denied::Database(_)
        | Denied::Permission(_)
        | Denied::NotOwn(_)
        | Denied::UnknownRole(_)
        | Denied::RoleInUse(_)
        | Denied::RoleHasChildren(_) => return Problem::internal(denied),
    };
    Problem::new(status, code, title).detail(detail)
}

const ROLE_UNKNOWN: Invalid = Invalid::new(
    "role_unknown",
    "No hay un rol con ese identificador; búsquelo en GET /rbac/roles.",
    "There is no role with that identifier; find it with GET /rbac/roles.",
);
const BRANCH_UNKNOWN: Invalid = Invalid::new(
    "branch_unknown",
    "No hay una sucursal con ese identificador; búsquela en GET /branches.",
    "There is no branch with that identifier; find it with GET /branches.",
);
