//! Whether a tenant's schema and this program go together.

use super::SchemaState;
use panal_domain::ModuleSet;
use panal_persistence::platform::tenants::AppliedMigration;
use panal_tenant_migrations::TenantMigrator;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What this program expects of a schema with certain modules; worked out once for each set.
#[derive(Default)]
pub(super) struct Expectations(Mutex<HashMap<String, Arc<Expectation>>>);

pub(super) struct Expectation {
    pub(super) fingerprint: String,
    migrations: Vec<AppliedMigration>,
}

impl Expectations {
    pub(super) fn of(&self, modules: &ModuleSet) -> Arc<Expectation> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(modules.key()).or_insert_with(|| {
            let migrator = TenantMigrator::new(modules);
            Arc::new(Expectation {
                fingerprint: migrator.fingerprint(),
                migrations: migrator
                    .list()
                    .iter()
                    .map(|migration| AppliedMigration {
                        name: migration.name.to_owned(),
                        expand: migration.expand,
                    })
                    .collect(),
            })
        }))
    }
}

impl Expectation {
    /// A difference that every migration concerned declares harmless (`expand`) is none.
    pub(super) fn compare(&self, applied: &[AppliedMigration]) -> SchemaState {
        if missing_from(&self.migrations, applied) {
            SchemaState::Behind
        } else if missing_from(applied, &self.migrations) {
            SchemaState::Ahead
        } else {
            SchemaState::Current
        }
    }
}

fn missing_from(these: &[AppliedMigration], those: &[AppliedMigration]) -> bool {
    these.iter().any(|migration| {
        !migration.expand && those.iter().all(|other| other.name != migration.name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(name: &str, expand: bool) -> AppliedMigration {
        AppliedMigration {
            name: name.to_owned(),
            expand,
        }
    }

    fn compare(ours: &[AppliedMigration], theirs: &[AppliedMigration]) -> SchemaState {
        Expectation {
            fingerprint: String::new(),
            migrations: ours.to_vec(),
        }
        .compare(theirs)
    }

    #[test]
    fn a_program_serves_what_the_migrations_between_allow() {
        let base = migration("m1", false);
        let widened = migration("m2", true);
        let changed = migration("m2", false);
        let old = std::slice::from_ref(&base);
        assert_eq!(
            compare(&[base.clone(), changed.clone()], old),
            SchemaState::Behind
        );
        assert_eq!(
            compare(&[base.clone(), widened.clone()], old),
            SchemaState::Current
        );
        assert_eq!(compare(old, &[base.clone(), changed]), SchemaState::Ahead);
        assert_eq!(compare(old, &[base.clone(), widened]), SchemaState::Current);
        assert_eq!(compare(old, &[]), SchemaState::Behind);
        assert_eq!(compare(old, old), SchemaState::Current);
    }
}
