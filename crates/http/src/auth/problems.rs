//! Refusals of authentication.

use crate::problem::Problem;
use actix_web::http::{StatusCode, header};
use panal_domain::{Message, Module, Permission};
use std::time::Duration;

/// 401, saying how to do better.
fn unauthorized(code: &'static str, title: Message, challenge: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, title).header(header::WWW_AUTHENTICATE, challenge)
}

pub(super) fn token_missing() -> Problem {
    unauthorized(
        "token_missing",
        Message::new("Inicie sesión", "Log in"),
        "Bearer realm=\"panal\"",
    )
    .detail(Message::new(
        "Envíe el encabezado «Authorization: Bearer …» con su token de acceso.",
        "Send the header \"Authorization: Bearer …\" with your access token.",
    ))
}

pub(super) fn token_invalid() -> Problem {
    unauthorized(
        "token_invalid",
        Message::new("El token no es válido", "The token is not valid"),
        "Bearer realm=\"panal\", error=\"invalid_token\"",
    )
}

pub(super) fn token_expired() -> Problem {
    unauthorized(
        "token_expired",
        Message::new("El token venció", "The token has expired"),
        "Bearer realm=\"panal\", error=\"invalid_token\", error_description=\"expired\"",
    )
    .detail(Message::new(
        "Pida otro con su token de renovación en /auth/refresh.",
        "Get another one with your refresh token at /auth/refresh.",
    ))
}

pub(super) fn wrong_tenant() -> Problem {
    unauthorized(
        "token_wrong_tenant",
        Message::new(
            "El token es de otro negocio",
            "The token belongs to another tenant",
        ),
        "Bearer realm=\"panal\", error=\"invalid_token\"",
    )
    .detail(Message::new(
        "Inicie sesión en esta dirección.",
        "Log in at this address.",
    ))
}

pub(crate) fn session_ended() -> Problem {
    unauthorized(
        "session_ended",
        Message::new("La sesión terminó", "The session has ended"),
        "Bearer realm=\"panal\", error=\"invalid_token\"",
    )
    .detail(Message::new("Inicie sesión de nuevo.", "Log in again."))
}

/// 403 that names what is missing.
pub(crate) fn permission_denied(permission: &Permission) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "permission_denied",
        Message::new("No tiene permiso para esto", "You may not do this"),
    )
    .detail(Message::made(
        format!(
            "Le falta el permiso «{}». Pídalo a quien administra el negocio.",
            permission.name.es
        ),
        format!(
            "You lack the permission \"{}\". Ask whoever manages the business for it.",
            permission.name.en
        ),
    ))
    .with("permission", permission.code)
}

/// 403 for what concerns the whole business, to whoever has the permission in some branches only.
pub(crate) fn limited_to_branches(permission: &Permission) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "permission_limited_to_branches",
        Message::new(
            "Su permiso vale solo en algunas sucursales",
            "Your permission holds in some branches only",
        ),
    )
    .detail(Message::made(
        format!(
            "Esto es de todo el negocio. Pídalo a quien tenga el permiso «{}» en todas las sucursales.",
            permission.name.es
        ),
        format!(
            "This concerns the whole business. Ask whoever has the permission \"{}\" in every branch.",
            permission.name.en
        ),
    ))
    .with("permission", permission.code)
}

/// 403 for what a person does in a log-in of their own, or not at all.
pub(crate) fn personal_session_required() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "personal_session_required",
        Message::new(
            "Esto solo lo hace cada persona con su propia sesión",
            "Only a person in their own session does this",
        ),
    )
    .detail(Message::new(
        "No se permite con una clave de API ni al actuar en nombre de otro usuario.",
        "It is not open to API keys nor to whoever acts in another user's place.",
    ))
}

/// 403 for what the business does not have; the same for everybody, whatever their permissions.
pub(crate) fn module_missing(module: Module) -> Problem {
    let label = module.label();
    Problem::new(
        StatusCode::FORBIDDEN,
        "module_missing",
        Message::new(
            "Este negocio no tiene ese módulo",
            "This business does not have that module",
        ),
    )
    .detail(Message::made(
        format!("Active el módulo «{}» para usarlo.", label.es),
        format!("Enable the module \"{}\" to use it.", label.en),
    ))
    .with("module", module.as_str())
}

/// 403 for a platform user whose second factor is still to be set up.
pub(crate) fn second_factor_missing() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "second_factor_missing",
        Message::new(
            "Active primero el segundo factor",
            "Set up the second factor first",
        ),
    )
    .detail(Message::new(
        "La administración de la plataforma lo exige: POST /api/v1/platform/me/totp.",
        "The platform's administration requires it: POST /api/v1/platform/me/totp.",
    ))
}

/// 401 for an unknown user, a wrong password and a user who may not log in, all alike.
pub(crate) fn invalid_credentials() -> Problem {
    unauthorized(
        "invalid_credentials",
        Message::new(
            "El correo o la contraseña no son correctos",
            "The e-mail address or the password is not right",
        ),
        "Bearer realm=\"panal\"",
    )
}

/// 429 with the time to wait.
pub(crate) fn too_many_attempts(wait: Duration) -> Problem {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        Message::new("Demasiados intentos", "Too many attempts"),
    )
    .detail(Message::made(
        format!("Espere {seconds} segundos e intente de nuevo."),
        format!("Wait {seconds} seconds and try again."),
    ))
    .header(header::RETRY_AFTER, seconds)
}

/// 401 for a refresh token that is unknown, out of time, or of a session that ended.
pub(crate) fn refresh_token_invalid() -> Problem {
    unauthorized(
        "refresh_token_invalid",
        Message::new("La sesión terminó", "The session has ended"),
        "Bearer realm=\"panal\"",
    )
    .detail(Message::new("Inicie sesión de nuevo.", "Log in again."))
}

/// 401 for a refresh token that had been used: somebody has a copy, so its session is over.
pub(crate) fn refresh_token_reused() -> Problem {
    unauthorized(
        "refresh_token_reused",
        Message::new(
            "Ese token ya se había usado; por seguridad, la sesión terminó",
            "That token had been used before; for safety, the session has ended",
        ),
        "Bearer realm=\"panal\"",
    )
    .detail(Message::new("Inicie sesión de nuevo.", "Log in again."))
}

/// 409 for the loser of two requests that renew with one token at the same moment.
pub(crate) fn refresh_in_progress() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "refresh_in_progress",
        Message::new(
            "Otra petición está renovando esta sesión",
            "Another request is renewing this session",
        ),
    )
    .detail(Message::new(
        "Use los tokens que recibió esa petición.",
        "Use the tokens which that request received.",
    ))
}

/// 401 after the right password of a user with a second factor.
pub(crate) fn second_factor_required() -> Problem {
    unauthorized(
        "second_factor_required",
        Message::new(
            "Falta el código de su segundo factor",
            "The code of your second factor is missing",
        ),
        "Bearer realm=\"panal\"",
    )
    .detail(Message::new(
        "Envíe también «code»: los seis dígitos de su aplicación de autenticación, o un código de recuperación.",
        "Send \"code\" as well: the six digits of your authenticator app, or a recovery code.",
    ))
}

/// 401 for a code that is wrong, out of time, or was used.
pub(crate) fn second_factor_invalid() -> Problem {
    unauthorized(
        "second_factor_invalid",
        Message::new("El código no es correcto", "The code is not right"),
        "Bearer realm=\"panal\"",
    )
    .detail(Message::new(
        "Espere el código siguiente, o use un código de recuperación. Cada código sirve una sola vez.",
        "Wait for the next code, or use a recovery code. Each code is good once.",
    ))
}

/// 409 for setting up what is set up.
pub(crate) fn second_factor_active() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "second_factor_active",
        Message::new(
            "El segundo factor ya está activo",
            "The second factor is active already",
        ),
    )
    .detail(Message::new(
        "Quítelo primero para activarlo en otro dispositivo.",
        "Remove it first to set it up on another device.",
    ))
}

/// 409 for what needs a second factor that is not there.
pub(crate) fn second_factor_inactive() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "second_factor_inactive",
        Message::new(
            "El segundo factor no está activo",
            "The second factor is not active",
        ),
    )
    .detail(Message::new(
        "Actívelo primero: POST /me/totp y luego POST /me/totp/confirm.",
        "Set it up first: POST /me/totp, then POST /me/totp/confirm.",
    ))
}

/// 403 for a request with a browser's cookie that no page of this origin made.
pub(crate) fn csrf_refused() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "csrf_refused",
        Message::new(
            "La petición no viene de esta página",
            "The request does not come from this page",
        ),
    )
    .detail(Message::new(
        "La cookie de sesión solo sirve a las páginas de esta misma dirección. Los programas envían el token de renovación en el cuerpo.",
        "The session cookie serves pages of this very address alone. Programs send the refresh token in the body.",
    ))
}
