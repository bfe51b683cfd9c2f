import { useT } from '../../i18n/react';
import { Icon } from '../../site/Icon';

/** Cells of the drawing: where in rows of a comb, and how full of honey. */
const CELLS: [number, number, 'full' | 'half' | 'light' | 'line'][] = [
  [0, 1, 'line'],
  [0, 2, 'light'],
  [0, 3, 'half'],
  [0, 4, 'line'],
  [1, 0, 'light'],
  [1, 1, 'half'],
  [1, 3, 'full'],
  [1, 4, 'light'],
  [2, 0, 'line'],
  [2, 1, 'full'],
  [2, 4, 'half'],
  [2, 5, 'line'],
  [3, 0, 'half'],
  [3, 3, 'light'],
  [3, 4, 'full'],
  [4, 1, 'light'],
  [4, 2, 'line'],
  [4, 3, 'half'],
  [4, 4, 'light'],
];
const [WIDE, HIGH] = [96, 84];

/** What Panal does, at a glance: a booking in the middle of a comb. A drawing, so nothing is read out. */
export function Comb() {
  const t = useT();
  return (
    <div className="comb" aria-hidden="true">
      <svg className="comb-cells" viewBox="0 0 580 460" focusable="false">
        {CELLS.map(([row, column, honey]) => (
          <path
            key={`${row} ${column}`}
            className={`cell cell-${honey}`}
            transform={`translate(${column * WIDE + (row % 2) * (WIDE / 2)} ${row * HIGH})`}
            d="M48 8 88 31V77L48 100 8 77V31Z"
          />
        ))}
      </svg>
      <div className="comb-card card">
        <p className="comb-title">{t('home.hero.cell.title')}</p>
        <p className="comb-service">
          <strong>{t('home.hero.cell.service')}</strong>
          <span>{t('home.hero.cell.who')}</span>
        </p>
        <p className="comb-day">{t('home.hero.cell.day')}</p>
        <div className="comb-slots">
          {['09:00', '09:30', '10:15', '11:00', '15:45', '16:30'].map((time) => (
            <span key={time} className={time === '10:15' ? 'is-chosen' : ''}>
              {time}
            </span>
          ))}
        </div>
      </div>
      <p className="comb-note comb-note-done">
        <Icon name="check" size={18} />
        {t('home.hero.cell.done')}
      </p>
      <p className="comb-note comb-note-mail">
        <Icon name="mail" size={18} />
        {t('home.hero.cell.reminder')}
      </p>
      <p className="comb-note comb-note-stars">
        {[1, 2, 3, 4, 5].map((star) => (
          <Icon key={star} name="star" size={16} />
        ))}
        {t('home.hero.cell.rating')}
      </p>
    </div>
  );
}
