import { useT } from '../i18n/react';
import { clock } from '../site/countdown';

/** `9:58 min`, `1:02:05 h`. */
export function useLeft(): (seconds: number) => string {
  const t = useT();
  return (seconds) =>
    seconds < 3600
      ? t('common.minutesShort', { minutes: clock(seconds) })
      : t('common.hours', { hours: clock(seconds) });
}
