import { useCallback } from 'react';
import { useT } from '../../i18n/react';

/** Writes minutes as people say them: `45 min`, `8 h`, `8 h 30 min`. */
export function useDuration(): (minutes: number) => string {
  const t = useT();
  return useCallback(
    (total) => {
      const [hours, minutes] = [Math.floor(total / 60), total % 60];
      if (hours === 0) return t('common.minutesShort', { minutes });
      return minutes === 0 ? t('common.hours', { hours }) : t('common.hoursMinutes', { hours, minutes });
    },
    [t],
  );
}
