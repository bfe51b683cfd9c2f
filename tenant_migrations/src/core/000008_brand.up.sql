-- What the business looks like. One row, which is there from the start.
CREATE TABLE "tenant".brand (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    color text CHECK (color ~ '^#[0-9a-f]{6}$'),
    logo bytea,
    logo_kind text CHECK (logo_kind IN ('image/png', 'image/jpeg', 'image/webp')),
    logo_width integer,
    logo_height integer,
    logo_bytes integer,
    -- SHA-256 of the logo, in hexadecimal digits.
    logo_digest text,
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(logo, logo_kind, logo_width, logo_height, logo_bytes, logo_digest) IN (0, 6))
);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".brand FOR EACH ROW EXECUTE FUNCTION public.touch();
INSERT INTO "tenant".brand DEFAULT VALUES;
