-- What the staff writes down about a client. A pinned note is seen wherever the client is attended to.
CREATE TABLE "tenant".client_notes (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL CONSTRAINT client_notes_client_id_fkey REFERENCES "tenant".clients (id) ON DELETE CASCADE,
    body text NOT NULL CHECK (btrim(body) <> '' AND length(body) <= 4000),
    pinned boolean NOT NULL DEFAULT false,
    -- The user who wrote it; none of a program with a key.
    created_by uuid,
    -- As they were called then.
    author_name text NOT NULL,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX client_notes_client_id_idx ON "tenant".client_notes (client_id, created_at DESC, id DESC);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".client_notes FOR EACH ROW EXECUTE FUNCTION public.touch();

-- Letters by what they are about: the second part of their key.
CREATE INDEX deliveries_about_idx ON "tenant".deliveries (split_part(key, ':', 2));
