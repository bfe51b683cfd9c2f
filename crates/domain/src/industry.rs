//! Industries and the modules that each of them works with.

use std::{collections::BTreeSet, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, message::Message};

text_enum! {
    /// The industry of a tenant, with the values of seeds 000 to 004.
    pub enum Profile ("snake_case", "profile_unknown") {
        /// Barbershop.
        Barberia,
        /// Hair salon.
        SalonBelleza,
        /// Beauty clinic.
        Estetica,
        /// Spa.
        Spa,
        /// Podiatry.
        Podologia,
        /// Doctor's practice.
        ConsultorioMedico,
        /// Academy.
        Academia,
        /// Repair shop.
        TallerTecnico,
        /// Gym.
        CentroFitness,
        /// Veterinary clinic.
        Veterinaria,
        /// Any other business.
        Otro,
        /// Dental clinic.
        ClinicaDental,
        /// Photo studio.
        EstudioFotografico,
        /// Fast food.
        ComidaRapida,
    }
}

text_enum! {
    /// A part of the product with tables of its own. Declared so that each comes after what it
    /// [requires](Module::requires).
    pub enum Module ("snake_case", "module_unknown") {
        /// Branches, users, roles, settings, files, audit.
        Core,
        /// Clients and their history.
        Crm,
        /// Professionals, services, agenda.
        Scheduling,
        /// Clinical records.
        Clinical,
        /// Products and orders.
        Commerce,
        /// Stock.
        Inventory,
        /// Kitchen board.
        Kitchen,
        /// Printers.
        Printing,
        /// Payments, cash, expenses.
        Finance,
        /// Quotes, contracts, production.
        Studio,
        /// Couriers.
        Delivery,
        /// Public menu.
        Ordering,
        /// Dashboards and reports.
        Analytics,
        /// WhatsApp, e-mail, events.
        Messaging,
    }
}

use Module::{
    Analytics, Clinical, Commerce, Core, Crm, Delivery, Finance, Inventory, Kitchen, Messaging,
    Ordering, Printing, Scheduling, Studio,
};

impl Profile {
    /// The modules of the industry, those of every tenant among them, in dependency order.
    #[must_use]
    pub const fn modules(self) -> &'static [Module] {
        match self {
            Self::ClinicaDental | Self::ConsultorioMedico => &[
                Core, Crm, Scheduling, Clinical, Inventory, Finance, Analytics, Messaging,
            ],
            Self::EstudioFotografico => &[
                Core, Crm, Scheduling, Commerce, Inventory, Finance, Studio, Analytics, Messaging,
            ],
            Self::ComidaRapida => &[
                Core, Crm, Commerce, Inventory, Kitchen, Printing, Finance, Delivery, Ordering,
                Analytics, Messaging,
            ],
            Self::Barberia
            | Self::SalonBelleza
            | Self::Estetica
            | Self::Spa
            | Self::Podologia
            | Self::Academia
            | Self::TallerTecnico
            | Self::CentroFitness
            | Self::Veterinaria
            | Self::Otro => &[
                Core, Crm, Scheduling, Commerce, Inventory, Finance, Analytics, Messaging,
            ],
        }
    }

    /// The same as a set.
    #[must_use]
    pub fn module_set(self) -> ModuleSet {
        self.modules().iter().copied().collect()
    }

    /// The industry's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Barberia => Message::new("Barbería", "Barbershop"),
            Self::SalonBelleza => Message::new("Salón de belleza", "Hair salon"),
            Self::Estetica => Message::new("Estética", "Beauty clinic"),
            Self::Spa => Message::new("Spa", "Spa"),
            Self::Podologia => Message::new("Podología", "Podiatry"),
            Self::ConsultorioMedico => Message::new("Consultorio médico", "Medical practice"),
            Self::Academia => Message::new("Academia", "Academy"),
            Self::TallerTecnico => Message::new("Taller técnico", "Repair shop"),
            Self::CentroFitness => Message::new("Centro fitness", "Fitness centre"),
            Self::Veterinaria => Message::new("Veterinaria", "Veterinary clinic"),
            Self::Otro => Message::new("Otro negocio", "Other business"),
            Self::ClinicaDental => Message::new("Clínica dental", "Dental clinic"),
            Self::EstudioFotografico => Message::new("Estudio fotográfico", "Photo studio"),
            Self::ComidaRapida => Message::new("Comida rápida", "Fast food"),
        }
    }
}

impl Module {
    /// The modules whose tables this one builds on, directly.
    #[must_use]
    pub const fn requires(self) -> &'static [Self] {
        match self {
            Core => &[],
            Crm | Inventory | Printing | Analytics => &[Core],
            Scheduling | Commerce | Finance | Messaging => &[Core, Crm],
            Clinical => &[Core, Crm, Scheduling],
            Kitchen | Delivery | Ordering => &[Core, Commerce],
            Studio => &[Core, Crm, Finance],
        }
    }

    /// The module's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Core => Message::new("Base", "Core"),
            Crm => Message::new("Clientes", "Clients"),
            Scheduling => Message::new("Agenda", "Scheduling"),
            Clinical => Message::new("Historia clínica", "Clinical records"),
            Commerce => Message::new("Ventas", "Sales"),
            Inventory => Message::new("Inventario", "Inventory"),
            Kitchen => Message::new("Cocina", "Kitchen"),
            Printing => Message::new("Impresión", "Printing"),
            Finance => Message::new("Finanzas", "Finance"),
            Studio => Message::new("Contratos y producción", "Contracts and production"),
            Delivery => Message::new("Domicilios", "Delivery"),
            Ordering => Message::new("Pedidos en línea", "Online ordering"),
            Analytics => Message::new("Reportes", "Reports"),
            Messaging => Message::new("Mensajería", "Messaging"),
        }
    }
}

/// The modules of a tenant. Iterates in dependency order.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModuleSet(BTreeSet<Module>);

impl ModuleSet {
    /// These and all that they require, however deep.
    #[must_use]
    pub fn with_requirements(mut self) -> Self {
        let mut open: Vec<Module> = self.0.iter().copied().collect();
        while let Some(module) = open.pop() {
            for required in module.requires() {
                if self.0.insert(*required) {
                    open.push(*required);
                }
            }
        }
        self
    }

    /// The names, in dependency order.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.iter().map(Module::as_str).collect()
    }

    /// The names in alphabetical order with commas between: equal sets have equal keys.
    #[must_use]
    pub fn key(&self) -> String {
        let mut names: Vec<&str> = self.iter().map(Module::as_str).collect();
        names.sort_unstable();
        names.join(",")
    }

    /// Reads a [key](ModuleSet::key), in any order; the empty text is the empty set.
    ///
    /// # Errors
    /// `module_unknown`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        raw.split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(Module::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether `module` is one of them.
    #[must_use]
    pub fn contains(&self, module: Module) -> bool {
        self.0.contains(&module)
    }

    /// Adds a module; `false` when it was there.
    pub fn insert(&mut self, module: Module) -> bool {
        self.0.insert(module)
    }

    /// The modules, each after what it requires.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Module> + '_ {
        self.0.iter().copied()
    }

    /// Whether all of these are in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Module> for ModuleSet {
    fn from_iter<I: IntoIterator<Item = Module>>(modules: I) -> Self {
        Self(modules.into_iter().collect())
    }
}

impl IntoIterator for ModuleSet {
    type Item = Module;
    type IntoIter = std::collections::btree_set::IntoIter<Module>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromStr for ModuleSet {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl std::fmt::Display for ModuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.key())
    }
}
