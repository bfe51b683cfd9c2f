//! What services businesses begin with, and who gives them: data, in `migrations/data`.

/// An industry and its file.
macro_rules! templates {
    ($industry:literal) => {
        (
            $industry,
            include_str!(concat!("../data/service_templates/", $industry, ".json")),
        )
    };
}

/// The kinds of professionals: a JSON list of `{code, name_es, name_en, industries}`, in the order in which people read
/// them.
pub const PROFESSIONAL_KINDS: &str = include_str!("../data/professional_kinds.json");

/// Industry and its service templates: a JSON list of `{code, name, description, category, minutes,
/// buffer_before_minutes, buffer_after_minutes, prices, professional_kinds, popular}`, in the order in which people read
/// them.
pub const SERVICE_TEMPLATES: &[(&str, &str)] = &[
    templates!("academia"),
    templates!("barberia"),
    templates!("centro_fitness"),
    templates!("clinica_dental"),
    templates!("comida_rapida"),
    templates!("consultorio_medico"),
    templates!("estetica"),
    templates!("estudio_fotografico"),
    templates!("otro"),
    templates!("podologia"),
    templates!("salon_belleza"),
    templates!("spa"),
    templates!("taller_tecnico"),
    templates!("veterinaria"),
];
