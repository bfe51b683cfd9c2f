//! The five businesses of the seeds.

use crate::failure::Result;
use panal_domain::{BusinessName, Country, Email, PlanCode, Profile, Slug, TaxId};
use panal_provisioner::NewTenant;

/// A business of the demonstration.
pub(super) struct Business {
    pub(super) slug: &'static str,
    name: &'static str,
    pub(super) profile: Profile,
    pub(super) plan: PlanCode,
    pub(super) country: Country,
    tax_id: Option<&'static str>,
    /// Clients it has.
    pub(super) clients: usize,
    /// What its receptionists write about clients.
    pub(super) notes: &'static [&'static str],
    /// How it sorts them.
    pub(super) tags: &'static [&'static str],
}

impl Business {
    pub(super) fn new_tenant(&self) -> Result<NewTenant> {
        let tax_id = match self.tax_id {
            Some(raw) => Some(TaxId::parse(self.country, raw)?),
            None => None,
        };
        Ok(NewTenant {
            slug: Slug::parse(self.slug)?,
            schema: None,
            name: BusinessName::parse(self.name)?,
            profile: self.profile,
            plan: self.plan,
            country: self.country,
            tax_id,
            email: Some(Email::parse(&format!("contacto@{}.test", self.slug))?),
            domain: None,
            admin: None,
        })
    }
}

const DENTAL_NOTES: &[&str] = &[
    "Alérgica a la penicilina; confirmado con su médico.",
    "Prefiere citas por la tarde, después de las cinco.",
    "Ortodoncia en curso, control cada cuatro semanas.",
    "Pagó el blanqueamiento en dos cuotas.",
    "Hipertenso, toma losartán. Medir la presión antes de anestesiar.",
    "Viene con su mamá; avisarle a ella los cambios de hora.",
    "Le incomoda el ruido de la turbina: traer audífonos.",
    "Remitida por la doctora Salas para endodoncia del 36.",
    "Pidió presupuesto de implantes, lo está pensando.",
];
const DENTAL_TAGS: &[&str] = &[
    "ortodoncia",
    "limpieza",
    "endodoncia",
    "convenio",
    "vip",
    "implantes",
    "niños",
];

pub(super) const ALL: &[Business] = &[
    Business {
        slug: "clinica1",
        name: "Clínica Dental Norte",
        profile: Profile::ClinicaDental,
        plan: PlanCode::Profesional,
        country: Country::Pe,
        tax_id: Some("20123456789"),
        clients: 320,
        notes: DENTAL_NOTES,
        tags: DENTAL_TAGS,
    },
    Business {
        slug: "clinica2",
        name: "Dental Smile",
        profile: Profile::ClinicaDental,
        plan: PlanCode::Empresarial,
        country: Country::Pe,
        tax_id: Some("20487654321"),
        clients: 260,
        notes: DENTAL_NOTES,
        tags: DENTAL_TAGS,
    },
    Business {
        slug: "barberia-centro",
        name: "Barbería Centro",
        profile: Profile::Barberia,
        plan: PlanCode::Empresarial,
        country: Country::Co,
        tax_id: Some("901234567"),
        clients: 300,
        notes: &[
            "Degradado bajo, número dos a los lados.",
            "Siempre con Andrés; si no está, prefiere esperar.",
            "Barba con toalla caliente, piel sensible.",
            "Trae a sus dos hijos cada quincena.",
            "Paga con Nequi.",
            "No usar gel, le irrita.",
            "Le gusta el corte clásico a tijera.",
        ],
        tags: &[
            "corte",
            "barba",
            "frecuente",
            "niños",
            "domingo",
            "convenio",
        ],
    },
    Business {
        slug: "arte-ideas",
        name: "Arte Ideas",
        profile: Profile::EstudioFotografico,
        plan: PlanCode::Empresarial,
        country: Country::Pe,
        tax_id: Some("20567890123"),
        clients: 240,
        notes: &[
            "Promoción 2026 del colegio: 32 alumnos, cuadro y anillado.",
            "Boda en noviembre, paquete con video y drone.",
            "Quiere las fotos en papel mate.",
            "Dejó el 50 % de adelanto del anuario.",
            "Sesión de recién nacido, en casa.",
            "Recoge los lunes por la mañana.",
            "Pidió retoque de tres fotografías.",
        ],
        tags: &[
            "promoción",
            "boda",
            "colegio",
            "quinceañera",
            "estudio",
            "corporativo",
        ],
    },
    Business {
        slug: "sisalchi",
        name: "SISALCHI",
        profile: Profile::ComidaRapida,
        plan: PlanCode::Empresarial,
        country: Country::Co,
        tax_id: Some("900876543"),
        clients: 380,
        notes: &[
            "Sin cebolla y salsa aparte.",
            "Edificio Los Cedros, portería; llamar al llegar.",
            "Pide todos los viernes salchipapa familiar.",
            "Alérgico al maní.",
            "Cobrar en efectivo, llevar cambio de cincuenta mil.",
            "Cuenta de la oficina, factura a fin de mes.",
            "El timbre no sirve.",
        ],
        tags: &["domicilio", "frecuente", "oficina", "viernes", "factura"],
    },
];
