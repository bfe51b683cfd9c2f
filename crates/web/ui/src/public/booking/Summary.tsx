import type { ReactNode } from 'react';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useDuration } from '../useDuration';
import { total, type Line } from './flow';

/** What the visit has and costs, beside the steps. */
export function Summary({ visit, children }: { visit: Line[]; children?: ReactNode }) {
  const t = useT();
  const formats = useFormats();
  const duration = useDuration();
  const { price } = total(visit);
  return (
    <aside className="summary card" aria-label={t('public.what')}>
      {children}
      <ul className="summary-lines">
        {visit.map((line) => (
          <li key={line.id}>
            <span>
              {line.name}
              <span className="summary-minutes">{duration(line.minutes)}</span>
            </span>
            <span className="summary-price">{formats.money(line.price)}</span>
          </li>
        ))}
      </ul>
      {visit.length > 1 && (
        <p className="summary-total">
          <span>{t('public.total')}</span>
          <span className="summary-price">{formats.money(price)}</span>
        </p>
      )}
      <p className="hint">{t('public.payThere')}</p>
    </aside>
  );
}
