-- What clients agreed to, or took back (Ley 1581 of Colombia, Ley 29733 of Peru). Append-only: the last word of a purpose
-- counts, and the words before it are the proof.
CREATE TABLE "tenant".client_consents (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL CONSTRAINT client_consents_client_id_fkey REFERENCES "tenant".clients (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('data_processing', 'marketing')),
    is_granted boolean NOT NULL,
    -- The text that was shown.
    text text NOT NULL CHECK (btrim(text) <> ''),
    source text NOT NULL CHECK (source IN ('public_booking', 'staff')),
    at timestamptz NOT NULL DEFAULT now(),
    address text,
    user_agent text,
    recorded_by uuid
);
CREATE INDEX client_consents_client_id_idx ON "tenant".client_consents (client_id, purpose, at DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON "tenant".client_consents FROM "tenant_role";
