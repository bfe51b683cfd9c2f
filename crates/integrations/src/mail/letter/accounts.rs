//! Letters about accounts.

use super::Words;
use chrono::TimeDelta;
use panal_domain::Message;

pub(super) fn invited(business: &str, life: TimeDelta) -> Words {
    let [subject, text, button, afterwards] = [
        Message::made(
            format!("Lo invitaron a {business}"),
            format!("You were invited to {business}"),
        ),
        Message::made(
            format!("Le crearon una cuenta en {business}. Elija su contraseña para entrar."),
            format!("An account was made for you at {business}. Choose your password to get in."),
        ),
        Message::new("Elegir mi contraseña", "Choose my password"),
        good_for(
            life,
            &Message::new(
                "Si no esperaba esta invitación, ignore este mensaje.",
                "If you did not expect this invitation, ignore this message.",
            ),
        ),
    ];
    Words {
        subject,
        text,
        button,
        afterwards,
    }
}

pub(super) fn password_reset(business: &str, life: TimeDelta) -> Words {
    let [subject, text, button, afterwards] = [
        Message::made(
            format!("Restablezca su contraseña de {business}"),
            format!("Reset your password at {business}"),
        ),
        Message::made(
            format!("Alguien pidió restablecer su contraseña en {business}."),
            format!("Somebody asked to reset your password at {business}."),
        ),
        Message::new("Elegir otra contraseña", "Choose another password"),
        good_for(
            life,
            &Message::new(
                "Si no fue usted, ignore este mensaje: su contraseña no cambia.",
                "If it was not you, ignore this message: your password stays as it is.",
            ),
        ),
    ];
    Words {
        subject,
        text,
        button,
        afterwards,
    }
}

pub(super) fn confirm_email(business: &str, life: TimeDelta) -> Words {
    let [subject, text, button, afterwards] = [
        Message::made(
            format!("Confirme su correo para {business}"),
            format!("Confirm your e-mail for {business}"),
        ),
        Message::made(
            format!("Confirme que este correo es suyo para usarlo en {business}."),
            format!("Confirm that this address is yours to use it at {business}."),
        ),
        Message::new("Confirmar mi correo", "Confirm my e-mail"),
        good_for(
            life,
            &Message::new(
                "Si no fue usted quien lo pidió, ignore este mensaje.",
                "If you did not ask for it, ignore this message.",
            ),
        ),
    ];
    Words {
        subject,
        text,
        button,
        afterwards,
    }
}

pub(super) fn registered(business: &str, life: TimeDelta) -> Words {
    let [subject, text, button, afterwards] = [
        Message::made(
            format!("{business} ya está en Panal: confirme su correo"),
            format!("{business} is on Panal: confirm your e-mail"),
        ),
        Message::made(
            format!(
                "Todo está listo para que {business} empiece a trabajar. Confirme que este correo es suyo."
            ),
            format!(
                "Everything is ready for {business} to begin. Confirm that this address is yours."
            ),
        ),
        Message::new("Confirmar mi correo", "Confirm my e-mail"),
        good_for(
            life,
            &Message::new(
                "Si no fue usted quien registró el negocio, ignore este mensaje: sin confirmar, se borra en una semana.",
                "If it was not you who registered the business, ignore this message: unconfirmed, it is deleted in a week.",
            ),
        ),
    ];
    Words {
        subject,
        text,
        button,
        afterwards,
    }
}

/// For how long a link is good, and what whoever did not expect it should do.
fn good_for(life: TimeDelta, otherwise: &Message) -> Message {
    let (days, hours) = (life.num_days(), life.num_hours().max(1));
    let (es, en) = match (days, hours) {
        (0, 1) => ("1 hora".to_owned(), "1 hour".to_owned()),
        (0, hours) => (format!("{hours} horas"), format!("{hours} hours")),
        (1, _) => ("1 día".to_owned(), "1 day".to_owned()),
        (days, _) => (format!("{days} días"), format!("{days} days")),
    };
    Message::made(
        format!(
            "El enlace sirve una sola vez y vence en {es}. {}",
            otherwise.es
        ),
        format!("The link is good once and for {en}. {}", otherwise.en),
    )
}
