//! Who works where and when, in the two businesses whose agenda is shown.

/// A business's agenda.
pub(super) struct Cast {
    pub(super) slug: &'static str,
    /// Appointments from twenty days ago to twelve days ahead.
    pub(super) appointments: usize,
    /// Services, by their templates' codes after the industry.
    pub(super) services: &'static [&'static str],
    pub(super) professionals: &'static [Professional],
    pub(super) rooms: &'static [Room],
    /// Days on which the business closes, as month and day.
    pub(super) closed: &'static [(u32, u32, &'static str)],
    /// Clients who wait for an earlier time.
    pub(super) waiting: usize,
}

/// Hours of a day, in minutes since midnight.
type Ranges = &'static [(i16, i16)];

pub(super) struct Professional {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) specialities: &'static [&'static str],
    pub(super) bio: &'static str,
    pub(super) color: &'static str,
    pub(super) commission: u32,
    /// ISO weekdays, and the hours of each of them.
    pub(super) week: &'static [(&'static [i16], Ranges)],
}

pub(super) struct Room {
    pub(super) name: &'static str,
    pub(super) color: &'static str,
    /// Services that are given in it, by their templates' codes after the industry.
    pub(super) services: &'static [&'static str],
}

const H: i16 = 60;
const WEEKDAYS: &[i16] = &[1, 2, 3, 4, 5];
const SATURDAY: &[i16] = &[6];
const LONG: Ranges = &[(8 * H, 13 * H), (14 * H, 18 * H)];
const LATE: Ranges = &[(10 * H, 14 * H), (15 * H, 20 * H)];
const MORNING: Ranges = &[(8 * H, 13 * H)];
const AFTERNOON: Ranges = &[(14 * H, 20 * H)];

const TREATMENTS: &[&str] = &[
    "limpieza_dental",
    "resina",
    "corona_porcelana",
    "endodoncia_una_raiz",
    "endodoncia_varias_raices",
    "raspado_alisado",
    "blanqueamiento_dental",
    "carilla_resina",
    "extraccion_simple",
    "instalacion_brackets",
];

const CLINIC: Cast = Cast {
    slug: "clinica1",
    appointments: 400,
    services: &[
        "valoracion_odontologica",
        "urgencia_odontologica",
        "radiografia_periapical",
        "limpieza_dental",
        "aplicacion_fluor",
        "sellantes",
        "consulta_odontopediatria",
        "resina",
        "corona_porcelana",
        "endodoncia_una_raiz",
        "endodoncia_varias_raices",
        "raspado_alisado",
        "valoracion_ortodoncia",
        "instalacion_brackets",
        "control_ortodoncia",
        "extraccion_simple",
        "extraccion_cordal",
        "implante_dental",
        "blanqueamiento_dental",
        "carilla_resina",
    ],
    professionals: &[
        Professional {
            name: "Dra. Lucía Paredes Rojas",
            kind: "odontologo",
            specialities: &["Odontología general", "Estética dental"],
            bio: "Quince años cuidando sonrisas en Los Olivos.",
            color: "#0f766e",
            commission: 35,
            week: &[(WEEKDAYS, LONG), (SATURDAY, MORNING)],
        },
        Professional {
            name: "Dr. Renzo Huamán Chávez",
            kind: "odontologo",
            specialities: &["Rehabilitación oral"],
            bio: "Coronas, resinas y la paciencia de explicar cada paso.",
            color: "#1d4ed8",
            commission: 35,
            week: &[(WEEKDAYS, LATE)],
        },
        Professional {
            name: "Dra. Ximena Valdivia Torres",
            kind: "ortodoncista",
            specialities: &["Ortodoncia", "Alineadores"],
            bio: "Especialista en ortodoncia de niños y adultos.",
            color: "#9333ea",
            commission: 40,
            week: &[(WEEKDAYS, LONG), (SATURDAY, MORNING)],
        },
        Professional {
            name: "Dr. César Mendoza Quispe",
            kind: "cirujano_oral",
            specialities: &["Cirugía oral", "Implantes"],
            bio: "Cirugía de cordales e implantes con anestesia local.",
            color: "#b91c1c",
            commission: 45,
            week: &[(&[1, 3, 5], LONG), (&[2, 4], AFTERNOON)],
        },
        Professional {
            name: "Dra. Milagros Salas Medina",
            kind: "endodoncista",
            specialities: &["Endodoncia con microscopio"],
            bio: "Tratamientos de conducto sin dolor.",
            color: "#c2410c",
            commission: 40,
            week: &[(WEEKDAYS, AFTERNOON), (SATURDAY, MORNING)],
        },
        Professional {
            name: "Karina Flores Huamán",
            kind: "higienista",
            specialities: &["Profilaxis", "Prevención"],
            bio: "Limpiezas y consejos para cuidar los dientes en casa.",
            color: "#15803d",
            commission: 25,
            week: &[(WEEKDAYS, LONG), (SATURDAY, MORNING)],
        },
    ],
    rooms: &[
        Room {
            name: "Consultorio 1",
            color: "#0ea5e9",
            services: TREATMENTS,
        },
        Room {
            name: "Consultorio 2",
            color: "#22c55e",
            services: TREATMENTS,
        },
        Room {
            name: "Sala de cirugía",
            color: "#ef4444",
            services: &["extraccion_cordal", "implante_dental", "extraccion_simple"],
        },
    ],
    closed: &[(12, 24, "Nochebuena"), (12, 31, "Fin de año")],
    waiting: 6,
};

const BARBERSHOP: Cast = Cast {
    slug: "barberia-centro",
    appointments: 90,
    services: &[
        "corte_clasico",
        "corte_degradado",
        "corte_tijera",
        "corte_infantil",
        "arreglo_barba",
        "afeitado_tradicional",
        "corte_barba",
        "combo_premium",
    ],
    professionals: &[
        Professional {
            name: "Andrés Montoya Ríos",
            kind: "barbero",
            specialities: &["Degradados", "Barba"],
            bio: "El de los degradados; doce años en el centro.",
            color: "#1d4ed8",
            commission: 50,
            week: &[(WEEKDAYS, LATE), (SATURDAY, LATE)],
        },
        Professional {
            name: "Jhon Jairo Castaño",
            kind: "barbero",
            specialities: &["Corte clásico", "Afeitado con navaja"],
            bio: "Tijera, navaja y toalla caliente.",
            color: "#b45309",
            commission: 50,
            week: &[(WEEKDAYS, LONG), (SATURDAY, LATE)],
        },
        Professional {
            name: "Camilo Ospina Vélez",
            kind: "barbero",
            specialities: &["Niños", "Diseños"],
            bio: "Tiene paciencia con los niños.",
            color: "#15803d",
            commission: 45,
            week: &[(&[3, 4, 5], LATE), (&[6, 7], LONG)],
        },
    ],
    rooms: &[],
    closed: &[(12, 31, "Fin de año")],
    waiting: 2,
};

const ALL: &[Cast] = &[CLINIC, BARBERSHOP];

/// The agenda of a business that has one.
pub(super) fn of(slug: &str) -> Option<&'static Cast> {
    ALL.iter().find(|cast| cast.slug == slug)
}
