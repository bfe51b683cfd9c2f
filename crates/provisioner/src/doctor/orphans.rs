//! Schemas, roles and rows of the pool that belong to nobody.

use super::{Examination, Severity, refused};
use crate::{Provisioner, QUEUE_SCHEMA, Result, rows::quote, schema};
use panal_domain::SchemaName;
use panal_tenant_migrations::TABLE;

/// Tables whose rows come from migrations, not from people.
const MIGRATED: [&str; 4] = [
    TABLE,
    "permission_categories",
    "permissions",
    "usage_counters",
];

/// A table with one row from migrations, and which rows of it are people's.
const SETTLED: (&str, &str) = ("brand", "WHERE version > 1");

impl Examination<'_> {
    /// Rows of the pool without their schema or role; claiming one would fail.
    pub(super) async fn pool(&mut self) -> Result<()> {
        let provisioner = self.provisioner;
        let rows = provisioner
            .owner
            .query(
                "SELECT p.schema_name, p.role_name FROM public.schema_pool p
                 WHERE NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = p.schema_name)
                    OR NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p.role_name)
                 ORDER BY p.created_at",
                &[],
            )
            .await?;
        for row in rows {
            let (schema, role): (String, String) = (row.get("schema_name"), row.get("role_name"));
            let message = format!("pool schema {schema} is on record without its schema or role");
            let work = provisioner.drop_pool_row(&schema, &role);
            let cure = "take it out of the pool";
            self.mend(Severity::Error, "pool_broken", None, message, cure, work)
                .await;
        }
        Ok(())
    }

    /// Schemas that no tenant and no row of the pool has.
    pub(super) async fn orphan_schemas(&mut self) -> Result<()> {
        let provisioner = self.provisioner;
        let rows = provisioner
            .owner
            .query(
                "SELECT n.nspname::text AS schema,
                        (SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')) AS tables,
                        EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid)
                            OR EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid)
                            OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid) AS used
                 FROM pg_namespace n
                 WHERE n.nspname NOT IN ('public', 'extensions', 'information_schema', $1) AND n.nspname !~ '^pg_'
                   AND pg_get_userbyid(n.nspowner) = 'panal_owner'
                   AND NOT EXISTS (SELECT FROM public.tenants t WHERE t.schema_name = n.nspname AND t.state <> 'deleted')
                   AND NOT EXISTS (SELECT FROM public.schema_pool p WHERE p.schema_name = n.nspname)
                 ORDER BY n.nspname",
                &[&QUEUE_SCHEMA],
            )
            .await?;
        for row in rows {
            let schema: String = row.get("schema");
            let tables: i64 = row.get("tables");
            let is_pool = SchemaName::parse(&schema).is_ok_and(|name| name.is_pool());
            let message = format!("schema {schema} belongs to no tenant and has {tables} tables");
            if row.get("used") && !is_pool {
                self.note(
                    Severity::Warning,
                    "orphan_schema",
                    None,
                    message,
                    "look into it with psql as panal_owner; if nobody needs it, drop it by hand",
                );
            } else {
                let work = provisioner.drop_empty_schema(&schema);
                let cure = "drop it, unless one of its tables has rows";
                self.mend(
                    Severity::Warning,
                    "orphan_schema",
                    None,
                    message,
                    cure,
                    work,
                )
                .await;
            }
        }
        Ok(())
    }

    /// Roles that are named as tenants' are, and that no tenant and no row of the pool has. The name alone is enough
    /// where nobody is a member: otherwise it may well be somebody's group.
    pub(super) async fn orphan_roles(&mut self) -> Result<()> {
        let provisioner = self.provisioner;
        let rows = provisioner
            .owner
            .query(
                "SELECT r.rolname::text AS role FROM pg_roles r
                 WHERE starts_with(r.rolname, lower($1)) AND NOT r.rolcanlogin
                   AND r.rolname NOT IN ('panal_owner', 'panal_app', 'panal_readonly', 'panal_integration', 'panal_tenant')
                   AND (EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                                WHERE m.member = r.oid AND g.rolname = 'panal_tenant')
                        OR (r.rolname !~ '^(pg|panal)_' AND NOT EXISTS (
                                SELECT FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member
                                WHERE m.roleid = r.oid AND u.rolname NOT IN ('panal_owner', 'panal_app'))))
                   AND NOT EXISTS (SELECT FROM public.tenants t WHERE t.role_name = r.rolname AND t.state <> 'deleted')
                   AND NOT EXISTS (SELECT FROM public.schema_pool p WHERE p.role_name = r.rolname)
                 ORDER BY r.rolname",
                &[&provisioner.role_prefix],
            )
            .await?;
        for row in rows {
            let role: String = row.get("role");
            let message = format!("role {role} belongs to no tenant of this database");
            // PostgreSQL refuses to drop a role that still has rights, also in another database of the server.
            let work = provisioner.drop_role(&role);
            let cure = "drop it, unless it is used in another database or has tables";
            self.mend(Severity::Warning, "orphan_role", None, message, cure, work)
                .await;
        }
        Ok(())
    }
}

impl Provisioner {
    async fn drop_pool_row(&self, schema: &str, role: &str) -> Result<()> {
        let tx = self.owner.begin().await?;
        tx.execute(
            "DELETE FROM public.schema_pool WHERE schema_name = $1",
            &[&schema],
        )
        .await?;
        tx.batch(&format!("DROP SCHEMA IF EXISTS {} CASCADE", quote(schema)))
            .await?;
        schema::drop_role(&tx, role).await?;
        tx.commit().await
    }

    /// Drops a schema in whose tables there are no rows but those of migrations.
    async fn drop_empty_schema(&self, schema: &str) -> Result<()> {
        let tx = self.owner.begin().await?;
        let tables = tx
            .query(
                "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name, tablename::text AS table
                 FROM pg_tables
                 WHERE schemaname = $1 AND tablename <> ALL ($2)",
                &[&schema, &MIGRATED.as_slice()],
            )
            .await?;
        for table in tables {
            let name: String = table.get("name");
            let only = match table.get::<_, String>("table") {
                plain if plain == SETTLED.0 => SETTLED.1,
                _ => "",
            };
            tx.batch(&format!("LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))
                .await?;
            let rows = tx
                .query_once(&format!("SELECT 1 FROM {name} {only} LIMIT 1"), &[])
                .await?;
            if !rows.is_empty() {
                return Err(refused(
                    &format!("{name} has rows"),
                    "look into it; if nobody needs it, drop the schema by hand",
                ));
            }
        }
        tx.batch(&format!("DROP SCHEMA {} CASCADE", quote(schema)))
            .await?;
        tx.commit().await
    }

    async fn drop_role(&self, role: &str) -> Result<()> {
        let tx = self.owner.begin().await?;
        // What somebody made as this role would go with it.
        let owned = tx
            .query_opt(
                "SELECT 1 FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
                 WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND r.rolname = $1
                   AND d.classid <> 'pg_largeobject'::regclass LIMIT 1",
                &[&role],
            )
            .await?;
        if owned.is_some() {
            return Err(refused(
                &format!("{role} owns tables or the like"),
                "look into them; if nobody needs them: DROP OWNED BY it, as a superuser",
            ));
        }
        schema::drop_role(&tx, role).await?;
        tx.commit().await
    }
}
