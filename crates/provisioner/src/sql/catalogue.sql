-- $1 schemas, $2 their roles, in the same order. One text line a fact; rights are in grants.sql.
WITH s AS (
    SELECT n.oid, w.schema, w.role
    FROM unnest($1::text[], $2::text[]) AS w (schema, role) JOIN pg_namespace n ON n.nspname = w.schema
), r AS (
    SELECT c.*, s.schema FROM pg_class c JOIN s ON c.relnamespace = s.oid
), role AS (
    SELECT p.oid, p.rolname, s.schema FROM s JOIN pg_roles p ON p.rolname = s.role
)
SELECT schema, format('relation %s kind %s owner %s rls %s persistence %s', relname, relkind,
        pg_get_userbyid(relowner), relrowsecurity, relpersistence) AS line
    FROM r WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
UNION ALL
SELECT schema, format('column %s.%s %s notnull %s default %s generated %s identity %s collation %s', r.relname, a.attname,
        format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
        a.attgenerated, a.attidentity, a.attcollation::regcollation)
    FROM r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
    WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT schema, format('constraint %s.%s %s valid %s', r.relname, c.conname, pg_get_constraintdef(c.oid), c.convalidated)
    FROM r JOIN pg_constraint c ON c.conrelid = r.oid
UNION ALL
SELECT schema, format('index %s valid %s', pg_get_indexdef(i.indexrelid), i.indisvalid)
    FROM r JOIN pg_index i ON i.indrelid = r.oid
UNION ALL
SELECT schema, format('trigger %s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT schema, format('policy %s %s %s %s %s', r.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid),
        pg_get_expr(p.polwithcheck, p.polrelid))
    FROM r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
SELECT schema, format('view %s %s', r.relname, pg_get_viewdef(r.oid)) FROM r WHERE r.relkind IN ('v', 'm')
UNION ALL
SELECT schema, format('function %s', pg_get_functiondef(p.oid))
    FROM pg_proc p JOIN s ON p.pronamespace = s.oid WHERE p.prokind IN ('f', 'p')
UNION ALL
SELECT schema, format('sequence %s %s %s %s %s %s %s', r.relname, q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin,
        q.seqmax, q.seqcycle)
    FROM r JOIN pg_sequence q ON q.seqrelid = r.oid
UNION ALL
SELECT schema, format('type %s %s', t.typname, t.typtype) FROM pg_type t JOIN s ON t.typnamespace = s.oid
    WHERE t.typtype IN ('e', 'd', 'r')
UNION ALL
-- By its name: a column's number differs once a column before it was dropped.
SELECT schema, format('comment %s %s %s', r.relname, a.attname, d.description)
    FROM r JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
UNION ALL
SELECT schema, format('member %s', pg_get_userbyid(m.roleid)) FROM role JOIN pg_auth_members m ON m.member = role.oid
UNION ALL
SELECT schema, format('has member %s', pg_get_userbyid(m.member)) FROM role JOIN pg_auth_members m ON m.roleid = role.oid
    WHERE pg_get_userbyid(m.member) = 'panal_app'
