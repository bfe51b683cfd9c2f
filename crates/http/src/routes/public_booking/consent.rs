//! What customers agree to before their data are kept.

use panal_domain::{Country, Message, scheduling::BookingSettings};

/// The text of a business: its own words, the same in both languages, or the standard text of its country.
pub(super) fn text(settings: &BookingSettings, business: &str, country: &str) -> Message {
    match &settings.consent_text {
        Some(own) => Message::made(own.clone(), own.clone()),
        None => standard(business, Country::parse(country).ok()),
    }
}

/// Ley 1581 de 2012 in Colombia, Ley 29733 in Peru, elsewhere whatever law there is: who keeps which data, what for, and
/// what one may ask for later.
fn standard(business: &str, country: Option<Country>) -> Message {
    let (es, en) = match country {
        Some(Country::Co) => (
            "la Ley 1581 de 2012 y el Decreto 1377 de 2013 de Colombia",
            "Colombia's Ley 1581 de 2012 and Decreto 1377 de 2013",
        ),
        Some(Country::Pe) => (
            "la Ley 29733, Ley de Protección de Datos Personales del Perú, y su reglamento",
            "Peru's Ley 29733 on the protection of personal data and its regulation",
        ),
        _ => (
            "la ley de protección de datos personales aplicable",
            "the law on the protection of personal data that applies",
        ),
    };
    Message::made(
        format!(
            "Autorizo a {business}, como responsable, a tratar mis datos personales (nombre, teléfono, correo y, si lo \
             indico, documento de identidad) para agendar mis citas, recordármelas, prestarme el servicio y preguntarme \
             cómo me fue, conforme a {es}. Sé que puedo conocer, actualizar, rectificar y suprimir mis datos y revocar \
             esta autorización en cualquier momento, pidiéndolo al negocio."
        ),
        format!(
            "I authorise {business}, as the one responsible, to process my personal data (name, telephone, e-mail and, \
             where I give it, identity document) in order to make my appointments, remind me of them, attend to me and \
             ask me how it was, under {en}. I know that I may see, update, correct and have erased my data and take \
             back this authorisation at any time by asking the business."
        ),
    )
}
