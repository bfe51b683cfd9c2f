-- $1 schemas, $2 their roles, in the same order. One row a right; the tenant's own role is 'tenant'.
WITH t AS (
    SELECT n.oid, n.nspowner, n.nspacl, w.schema, w.role
    FROM unnest($1::text[], $2::text[]) AS w (schema, role) JOIN pg_namespace n ON n.nspname = w.schema
), r AS (
    SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, t.schema, t.role FROM pg_class c JOIN t ON t.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
), rights AS (
    SELECT t.schema, t.role, 'schema' AS kind, '' AS name, a.*
    FROM t, aclexplode(coalesce(t.nspacl, acldefault('n', t.nspowner))) a
    UNION ALL
    SELECT r.schema, r.role, CASE r.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, r.relname, a.*
    FROM r, aclexplode(coalesce(r.relacl, acldefault(CASE r.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, r.relowner))) a
    UNION ALL
    SELECT r.schema, r.role, 'column', r.relname || '.' || c.attname, a.*
    FROM r JOIN pg_attribute c ON c.attrelid = r.oid AND c.attacl IS NOT NULL AND NOT c.attisdropped, aclexplode(c.attacl) a
    UNION ALL
    SELECT t.schema, t.role, 'default', d.defaclobjtype::text, a.*
    FROM pg_default_acl d JOIN t ON t.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
)
SELECT schema, kind, name::text, privilege_type AS privilege, is_grantable AS grantable,
    CASE WHEN grantee = 0 THEN 'PUBLIC' WHEN pg_get_userbyid(grantee)::text = role THEN 'tenant'
         ELSE pg_get_userbyid(grantee)::text END AS grantee
FROM rights
