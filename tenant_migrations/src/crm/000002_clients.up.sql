CREATE TABLE "tenant".clients (
    id uuid PRIMARY KEY,
    document_kind text,
    document_number text,
    first_name text NOT NULL CHECK (btrim(first_name) <> ''),
    last_name text NOT NULL DEFAULT '',
    email text CHECK (email = lower(email)),
    phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    birthday date,
    notes text,
    tags text[] NOT NULL DEFAULT '{}',
    preferred_contact text NOT NULL DEFAULT 'none' CHECK (preferred_contact IN ('phone', 'whatsapp', 'email', 'none')),
    -- What a receptionist types: names, document and phone in one folded text.
    search text NOT NULL GENERATED ALWAYS AS (
        extensions.fold(first_name || ' ' || last_name || ' ' || coalesce(document_number, '') || ' ' || coalesce(phone, ''))
    ) STORED,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CHECK ((document_kind IS NULL) = (document_number IS NULL))
);
CREATE UNIQUE INDEX clients_document_key ON "tenant".clients (document_kind, document_number) WHERE deleted_at IS NULL;
CREATE INDEX clients_search_idx ON "tenant".clients USING gin (search extensions.gin_trgm_ops);
CREATE INDEX clients_created_at_idx ON "tenant".clients (created_at DESC, id DESC) WHERE deleted_at IS NULL;
-- In the order of a Spanish dictionary, whatever the order of the database.
CREATE INDEX clients_name_idx ON "tenant".clients (last_name COLLATE "es-x-icu", first_name COLLATE "es-x-icu", id)
    WHERE deleted_at IS NULL;
CREATE INDEX clients_email_idx ON "tenant".clients (email) WHERE deleted_at IS NULL;
CREATE INDEX clients_phone_idx ON "tenant".clients (phone) WHERE deleted_at IS NULL;
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".clients FOR EACH ROW EXECUTE FUNCTION public.touch();
