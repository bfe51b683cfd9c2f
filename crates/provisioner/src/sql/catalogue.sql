-- $1 the schema, $2 its role. One text line a fact.
WITH s AS (
    SELECT oid, nspowner, nspacl FROM pg_namespace WHERE nspname = $1
), r AS (
    SELECT c.* FROM pg_class c JOIN s ON c.relnamespace = s.oid
), grants AS (
    SELECT 'schema' AS object, a.* FROM s, aclexplode(coalesce(s.nspacl, acldefault('n', s.nspowner))) a
    UNION ALL
    SELECT 'relation ' || r.relname, a.* FROM r,
        aclexplode(coalesce(r.relacl, acldefault(CASE r.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, r.relowner))) a
    WHERE r.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL
    SELECT 'default ' || d.defaclobjtype::text, a.* FROM pg_default_acl d JOIN s ON d.defaclnamespace = s.oid, aclexplode(d.defaclacl) a
)
SELECT format('relation %s kind %s owner %s rls %s persistence %s', relname, relkind,
        pg_get_userbyid(relowner), relrowsecurity, relpersistence) AS line
    FROM r WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
UNION ALL
SELECT format('column %s.%s %s notnull %s default %s generated %s identity %s collation %s', r.relname, a.attname,
        format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
        a.attgenerated, a.attidentity, a.attcollation::regcollation)
    FROM r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
    WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT format('constraint %s.%s %s valid %s', r.relname, c.conname, pg_get_constraintdef(c.oid), c.convalidated)
    FROM r JOIN pg_constraint c ON c.conrelid = r.oid
UNION ALL
SELECT format('index %s valid %s', pg_get_indexdef(i.indexrelid), i.indisvalid)
    FROM r JOIN pg_index i ON i.indrelid = r.oid
UNION ALL
SELECT format('trigger %s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT format('policy %s %s %s %s %s', r.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid),
        pg_get_expr(p.polwithcheck, p.polrelid))
    FROM r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
SELECT format('view %s %s', r.relname, pg_get_viewdef(r.oid)) FROM r WHERE r.relkind IN ('v', 'm')
UNION ALL
SELECT format('function %s', pg_get_functiondef(p.oid))
    FROM pg_proc p JOIN s ON p.pronamespace = s.oid WHERE p.prokind IN ('f', 'p')
UNION ALL
SELECT format('sequence %s %s %s %s %s %s %s', r.relname, q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin,
        q.seqmax, q.seqcycle)
    FROM r JOIN pg_sequence q ON q.seqrelid = r.oid
UNION ALL
SELECT format('type %s %s', t.typname, t.typtype) FROM pg_type t JOIN s ON t.typnamespace = s.oid
    WHERE t.typtype IN ('e', 'd', 'r')
UNION ALL
SELECT format('comment %s %s %s', r.relname, d.objsubid, d.description)
    FROM r JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
UNION ALL
SELECT format('grant %s %s to %s', object, privilege_type,
        CASE WHEN grantee = 0 THEN 'PUBLIC' WHEN pg_get_userbyid(grantee)::text = $2 THEN 'tenant' ELSE pg_get_userbyid(grantee)::text END)
    FROM grants
UNION ALL
SELECT format('member %s', pg_get_userbyid(m.roleid)) FROM pg_auth_members m
    WHERE m.member = (SELECT oid FROM pg_roles WHERE rolname = $2)
UNION ALL
SELECT format('has member %s', pg_get_userbyid(m.member)) FROM pg_auth_members m
    WHERE m.roleid = (SELECT oid FROM pg_roles WHERE rolname = $2) AND pg_get_userbyid(m.member) = 'panal_app'
