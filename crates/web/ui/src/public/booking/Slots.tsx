import type { FreeDay, FreeStart } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import type { Key } from '../../i18n';
import { byPart } from './times';

interface Props {
  day: FreeDay;
  /** The time that is being taken. */
  busy: string | null;
  take: (start: FreeStart) => void;
}

const REASONS: Record<string, Key> = {
  too_soon: 'public.time.reasons.too_soon',
  too_far_ahead: 'public.time.reasons.too_far_ahead',
  nobody_works: 'public.time.reasons.nobody_works',
  full: 'public.time.reasons.full',
};

/** The times of a day, as people speak of it: in the morning, in the afternoon, in the evening. */
export function Slots({ day, busy, take }: Props) {
  const t = useT();
  const formats = useFormats();
  return (
    <section className="slots-frame" aria-label={formats.dayLong(day.date)} aria-live="polite">
      <h3 className="slots-day">{formats.dayLong(day.date)}</h3>
      {day.starts.length === 0 && (
        <p className="hint">{t(REASONS[day.reason ?? ''] ?? 'public.time.noneThatDay')}</p>
      )}
      {byPart(day.starts).map(({ part, starts }) => (
        <div key={part} className="slots-part">
          <h4>{t(`public.time.${part}`)}</h4>
          <div className="slots">
            {starts.map((start) => (
              <button
                key={start.starts_at}
                type="button"
                className="slot"
                aria-busy={busy === start.starts_at || undefined}
                disabled={busy !== null && busy !== start.starts_at}
                onClick={() => busy === null && take(start)}
              >
                {busy === start.starts_at ? <span className="spinner" /> : start.local}
              </button>
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}
