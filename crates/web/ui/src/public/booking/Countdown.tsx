import { useT } from '../../i18n/react';
import { useCountdown } from '../../site/countdown';
import { Icon } from '../../site/Icon';
import { Notice } from '../../site/Notice';
import { useLeft } from '../useLeft';

/** How long the time is kept: calm, until there is little left. */
export function Countdown({ until }: { until: number }) {
  const t = useT();
  const words = useLeft();
  const left = useCountdown(until) ?? 0;
  if (left === 0)
    return (
      <Notice kind="warning" urgent>
        {t('public.details.heldOver')}
      </Notice>
    );
  return (
    <div className={`held ${left <= 60 ? 'held-soon' : ''}`}>
      <Icon name="clock" size={18} />
      <span role="timer" aria-live="off">
        {t('public.details.held', { left: words(left) })}
      </span>
      <span className="visually-hidden" role="status">
        {left <= 60 && t('public.details.heldSoon')}
      </span>
    </div>
  );
}
