//! The services that businesses begin with: from `panal_migrations::catalogue` into the platform's tables.

use crate::{OwnerTx, Result};
use panal_migrations::catalogue::{PROFESSIONAL_KINDS, SERVICE_TEMPLATES};

/// Kinds that are no longer there are deleted: nothing refers to them, and businesses may use words of their own.
const KINDS: &str = "
    WITH given AS (
        SELECT k.code, k.name_es, k.name_en, k.industries, listed.position
        FROM jsonb_array_elements($1::text::jsonb) WITH ORDINALITY AS listed (kind, position),
            jsonb_to_record(listed.kind) AS k (code text, name_es text, name_en text, industries text[])
    ), gone AS (
        DELETE FROM public.professional_kinds k WHERE NOT EXISTS (SELECT FROM given g WHERE g.code = k.code)
    )
    INSERT INTO public.professional_kinds AS kept (code, name_es, name_en, industries, position)
    SELECT code, name_es, name_en, industries, position FROM given
    ON CONFLICT (code) DO UPDATE SET name_es = excluded.name_es, name_en = excluded.name_en,
        industries = excluded.industries, position = excluded.position
    WHERE kept IS DISTINCT FROM excluded";

/// Templates that are no longer there stay, since services remember where they came from, and are offered no more. What
/// super admins edited or made is theirs.
const TEMPLATES: &str = "
    WITH given AS (
        SELECT t.code, file.industry, t.name, t.description, t.category, t.minutes, t.buffer_before_minutes,
            t.buffer_after_minutes, t.prices, t.professional_kinds, t.popular, listed.position
        FROM unnest($1::text[], $2::text[]) AS file (industry, content),
            jsonb_array_elements(file.content::jsonb) WITH ORDINALITY AS listed (template, position),
            jsonb_to_record(listed.template) AS t (code text, name text, description text, category text, minutes int,
                buffer_before_minutes int, buffer_after_minutes int, prices jsonb, professional_kinds text[],
                popular boolean)
    ), gone AS (
        UPDATE public.service_templates t SET is_active = false
        WHERE t.is_active AND t.edited_at IS NULL AND NOT EXISTS (SELECT FROM given g WHERE g.code = t.code)
    )
    INSERT INTO public.service_templates AS kept (code, industry, name, description, category, minutes,
        buffer_before_minutes, buffer_after_minutes, prices, professional_kinds, popular, is_active, position)
    SELECT code, industry, name, description, category, minutes, buffer_before_minutes, buffer_after_minutes, prices,
        professional_kinds, popular, true, position
    FROM given
    ON CONFLICT (code) DO UPDATE SET industry = excluded.industry, name = excluded.name,
        description = excluded.description, category = excluded.category, minutes = excluded.minutes,
        buffer_before_minutes = excluded.buffer_before_minutes, buffer_after_minutes = excluded.buffer_after_minutes,
        prices = excluded.prices, professional_kinds = excluded.professional_kinds, popular = excluded.popular,
        is_active = true, position = excluded.position
    WHERE kept.edited_at IS NULL
      AND (kept.industry, kept.name, kept.description, kept.category, kept.minutes, kept.buffer_before_minutes,
           kept.buffer_after_minutes, kept.prices, kept.professional_kinds, kept.popular, kept.is_active, kept.position)
        IS DISTINCT FROM (excluded.industry, excluded.name, excluded.description, excluded.category, excluded.minutes,
           excluded.buffer_before_minutes, excluded.buffer_after_minutes, excluded.prices, excluded.professional_kinds,
           excluded.popular, true, excluded.position)";

/// Brings the catalogue up to date: two statements, which write nothing where it is.
pub(crate) async fn write(tx: &OwnerTx) -> Result<()> {
    let (industries, files): (Vec<&str>, Vec<&str>) = SERVICE_TEMPLATES.iter().copied().unzip();
    tx.execute(KINDS, &[&PROFESSIONAL_KINDS]).await?;
    tx.execute(TEMPLATES, &[&industries, &files]).await?;
    Ok(())
}
