use super::{Permission, staff, upcoming};
use crate::{client, scheduling::permissions as scheduling};
use std::{collections::HashMap, sync::LazyLock};

/// Every permission that exists, in the order in which people read them.
#[derive(Debug)]
pub struct Catalogue {
    all: Vec<&'static Permission>,
    by_code: HashMap<&'static str, &'static Permission>,
}

/// The catalogue of this program.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let all: Vec<&'static Permission> = [
            staff::USERS,
            staff::ROLES,
            staff::BRANCHES,
            staff::SETTINGS,
            staff::API_KEYS,
            staff::AUDIT_LOG,
            staff::SUBSCRIPTION,
            client::CLIENTS,
            scheduling::APPOINTMENTS,
            scheduling::SERVICES,
            scheduling::PROFESSIONALS,
            scheduling::SCHEDULES,
            scheduling::ROOMS,
        ]
        .iter()
        .chain(upcoming::ALL)
        .flat_map(|list| list.iter().copied())
        .collect();
        Catalogue {
            by_code: all.iter().map(|one| (one.code, *one)).collect(),
            all,
        }
    });
    &CATALOGUE
}

impl Catalogue {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'static Permission> + '_ {
        self.all.iter().copied()
    }

    /// The one with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&'static Permission> {
        self.by_code.get(code).copied()
    }
}
