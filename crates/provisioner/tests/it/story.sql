SET ROLE panal_owner;
SET search_path = pg_catalog;
INSERT INTO "tenant".branches (id, name, code, address, phone, time_zone) VALUES
    ('00000000-0000-7000-8000-000000000001', 'Sucursal Ñuñoa «Norte»', 'N', E'Av. Perú 12\n2º piso', NULL, 'America/Lima');
INSERT INTO "tenant".users (id, email, full_name, password_hash, branch_id) VALUES
    ('00000000-0000-7000-8000-000000000002', 'ana@norte.test', 'Ana Muñoz', '$2b$12$x', '00000000-0000-7000-8000-000000000001'),
    ('00000000-0000-7000-8000-000000000003', 'luis@norte.test', 'Luis Ángel Ortíz', '$2b$12$y', NULL);
INSERT INTO "tenant".user_roles (user_id, role_id, all_branches)
SELECT '00000000-0000-7000-8000-000000000002'::uuid, id, true FROM "tenant".roles WHERE code = 'admin'
UNION ALL SELECT '00000000-0000-7000-8000-000000000003'::uuid, id, false FROM "tenant".roles WHERE code = 'empleado';
INSERT INTO "tenant".user_role_branches (user_id, role_id, branch_id)
SELECT user_id, role_id, '00000000-0000-7000-8000-000000000001'::uuid FROM "tenant".user_roles WHERE NOT all_branches;
INSERT INTO "tenant".roles (id, code, name, parent_id)
SELECT '00000000-0000-7000-8000-000000000005'::uuid, 'recepcion', 'Recepción «mañana»', id FROM "tenant".roles WHERE code = 'empleado';
INSERT INTO "tenant".role_permissions (role_id, permission)
SELECT '00000000-0000-7000-8000-000000000005'::uuid, code FROM "tenant".permissions ORDER BY position LIMIT 3;
INSERT INTO "tenant".user_tokens (token_hash, user_id, purpose, expires_at) VALUES
    ('\x01', '00000000-0000-7000-8000-000000000003', 'password_reset', now() + interval '1 hour');
INSERT INTO "tenant".api_keys (id, name, prefix, key_hash, scopes, created_by) VALUES
    ('00000000-0000-7000-8000-000000000006', 'Página web', 'pk_abc', '\x02', '{clients.view}', '00000000-0000-7000-8000-000000000002');
INSERT INTO "tenant".recovery_codes (user_id, code_hash) VALUES ('00000000-0000-7000-8000-000000000002', '\x03');
INSERT INTO "tenant".sessions (id, user_id, user_agent, address, expires_at) VALUES
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000002', 'curl', '10.0.0.1', now() + interval '7 days');
INSERT INTO "tenant".refresh_tokens (token_hash, session_id, expires_at) VALUES
    ('\x00ff5c0a7f'::bytea, '00000000-0000-7000-8000-000000000004', now() + interval '7 days');
INSERT INTO "tenant".settings (key, value) VALUES
    ('agenda', '{"abre": "08:00", "días": ["lun", "mié"], "nota": "línea\ny \"comillas\" \\ y 🐝", "nada": null}'),
    ('precio', '12345678901234567890.123456789');
INSERT INTO "tenant".clients (id, document_kind, document_number, first_name, last_name, email, phone, birthday, notes, tags)
SELECT md5('client ' || n)::uuid, CASE WHEN n % 3 = 0 THEN 'dni' END, CASE WHEN n % 3 = 0 THEN lpad(n::text, 8, '0') END,
    (ARRAY['María José', 'José', 'Zoë', 'Ŀlúcia', '李', 'Muhammad'])[1 + n % 6], (ARRAY['Pérez', 'Güemes', '', 'O''Brien'])[1 + n % 4],
    CASE WHEN n % 2 = 0 THEN 'cliente' || n || '@correo.test' END, CASE WHEN n % 5 = 0 THEN '+519' || lpad(n::text, 8, '0') END,
    DATE '1950-01-01' + n * 37, CASE WHEN n % 7 = 0 THEN E'tab\tbarra\\ fin\r\n\\.\n«' || repeat('é', n) || '»' END,
    CASE n % 3 WHEN 0 THEN '{}'::text[] WHEN 1 THEN ARRAY['vip', 'con, coma', 'con "comillas"', '{}'] ELSE ARRAY['NULL', ''] END
FROM generate_series(1, 300) AS n;
UPDATE "tenant".clients SET notes = 'cambiada' WHERE last_name = 'Güemes';
UPDATE "tenant".clients SET deleted_at = '2026-02-03 04:05:06.789+00' WHERE document_number LIKE '%6';
DELETE FROM "tenant".clients WHERE first_name = '李' AND document_number IS NULL;
INSERT INTO "tenant".audit_log (id, actor_kind, actor_id, action, entity, entity_id, changes) VALUES
    (md5('audit')::uuid, 'user', '00000000-0000-7000-8000-000000000002', 'update', 'clients', md5('client 1')::uuid, '{"notes": [null, "ñ"]}');
INSERT INTO "tenant".document_sequences (kind, branch_id, year, last_number) VALUES
    ('boleta', '00000000-0000-7000-8000-000000000001', 2026, 4711);
INSERT INTO "tenant".idempotency_keys (user_id, key, request_hash, status, body) VALUES
    ('00000000-0000-7000-8000-000000000002', 'k-1', '\xdeadbeef', 201, '{"id": 1}');
