use crate::Target;

/// Puts a tenant's schema and role into SQL written for `"tenant".` and `"tenant_role"`.
#[must_use]
pub fn in_schema(sql: &str, target: &Target) -> String {
    sql.replace("\"tenant\".", &format!("{}.", target.schema.quoted()))
        .replace("\"tenant_role\"", &target.role.quoted())
}
