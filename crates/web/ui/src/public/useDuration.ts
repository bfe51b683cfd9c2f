import { useT } from '../i18n/react';

/** `45 min`, `1 h 15 min`. */
export function useDuration(): (minutes: number) => string {
  const t = useT();
  return (total) => {
    const [hours, minutes] = [Math.floor(total / 60), total % 60];
    if (hours === 0) return t('common.minutesShort', { minutes });
    return minutes === 0 ? t('common.hours', { hours }) : t('common.hoursMinutes', { hours, minutes });
  };
}
