//! The permissions that the program knows, as rows of every tenant, and the roles that a business begins with.

use crate::{Body, TenantMigration};
use panal_domain::{
    Category, Message, Module, Profile, Role,
    access::{Catalogue, catalogue},
};
use std::{fmt::Write as _, sync::LazyLock};

/// Name of the migration that writes permissions.
pub const PERMISSIONS: &str = "repeat_permissions";

/// Brings a tenant's permissions up to those of the program. A permission that is new there goes to the roles whose
/// template has it; what a business took away or gave stays as it is.
///
/// It only ever adds and renames: a permission that this program does not know is another program's, which knows more,
/// and stays with all who have it. So an older and a newer program that take turns, as while one replaces the other, undo
/// nothing but each other's names and their order. A permission that shall go is deleted by a migration of its own.
pub(crate) fn permissions() -> TenantMigration {
    static UP: LazyLock<String> = LazyLock::new(|| permissions_sql(catalogue()));
    TenantMigration {
        module: Module::Core,
        name: PERMISSIONS,
        repeats: true,
        // A program that knows other permissions serves on: one that is not there yet is one that nobody has.
        expand: true,
        body: Body::Sql { up: &UP, down: "" },
    }
}

fn permissions_sql(catalogue: &Catalogue) -> String {
    let categories = rows(Category::ALL.iter().enumerate().map(|(at, category)| {
        let label = category.label();
        format!("{}, {}, {at}", text(category.as_str()), names(&label))
    }));
    let permissions = rows(catalogue.iter().enumerate().map(|(at, permission)| {
        format!(
            "{}, {}, {}, {}, {}, {}, {}, {}, {at}",
            text(permission.code),
            text(permission.resource),
            names(&permission.resource_name),
            text(permission.action.as_str()),
            text(permission.category.as_str()),
            text(permission.module.as_str()),
            names(&permission.name),
            permission.personal,
        )
    }));
    let templates = template_permissions(Role::ALL);
    format!(
        r#"INSERT INTO "tenant".permission_categories (code, name_es, name_en, position) VALUES {categories}
ON CONFLICT (code) DO UPDATE SET name_es = excluded.name_es, name_en = excluded.name_en, position = excluded.position;
WITH written AS (
    INSERT INTO "tenant".permissions (code, resource, resource_es, resource_en, action, category, module, name_es, name_en,
        personal, position) VALUES {permissions}
    ON CONFLICT (code) DO UPDATE SET resource = excluded.resource, resource_es = excluded.resource_es,
        resource_en = excluded.resource_en, action = excluded.action, category = excluded.category,
        module = excluded.module, name_es = excluded.name_es, name_en = excluded.name_en,
        personal = excluded.personal, position = excluded.position
    RETURNING code, xmax = 0 AS new
)
INSERT INTO "tenant".role_permissions (role_id, permission)
SELECT r.id, t.permission FROM (VALUES {templates}) AS t (template, permission)
JOIN "tenant".roles r ON r.template = t.template AND NOT r.grants_all
JOIN written w ON w.code = t.permission AND w.new
ON CONFLICT DO NOTHING;
"#
    )
}

/// SQL that gives a business the roles of its industry that it lacks, with what their templates give. A role that is
/// there, or another with its code, stays as it is.
#[must_use]
pub fn roles_sql(profile: Profile) -> String {
    let roles = Role::for_profile(profile);
    let values = rows(roles.iter().map(|role| {
        format!(
            "gen_random_uuid(), {0}, {1}, {0}, {2}",
            text(role.as_str()),
            text(&role.label().es),
            role.grants_all()
        )
    }));
    let permissions = template_permissions(roles);
    format!(
        r#"WITH made AS (
    INSERT INTO "tenant".roles (id, code, name, template, grants_all) VALUES {values}
    ON CONFLICT (code) DO NOTHING RETURNING id, template
)
INSERT INTO "tenant".role_permissions (role_id, permission)
SELECT m.id, t.permission FROM (VALUES {permissions}) AS t (template, permission) JOIN made m USING (template);
"#
    )
}

/// `(template, permission)` of every right that these templates give one by one.
fn template_permissions(roles: &[Role]) -> String {
    rows(
        roles
            .iter()
            .filter(|role| !role.grants_all())
            .flat_map(|role| {
                role.permissions()
                    .map(|permission| format!("{}, {}", text(role.as_str()), text(permission.code)))
            }),
    )
}

fn rows(rows: impl Iterator<Item = String>) -> String {
    let mut list = String::new();
    for row in rows {
        let comma = if list.is_empty() { "" } else { ",\n    " };
        let _ = write!(list, "{comma}({row})");
    }
    list
}

fn names(name: &Message) -> String {
    format!("{}, {}", text(&name.es), text(&name.en))
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
