import { useCallback } from 'react';
import { useT } from '../../../i18n/react';

/** Minutes in the largest unit that fits: `2 horas`, `1 día`, `45 minutos`. */
export function useSpan(): (minutes: number) => string {
  const t = useT();
  return useCallback(
    (minutes) => {
      if (minutes > 0 && minutes % 1440 === 0)
        return t('settings.span.days', { smart_count: minutes / 1440 });
      if (minutes > 0 && minutes % 60 === 0) return t('settings.span.hours', { smart_count: minutes / 60 });
      return t('common.minutes', { smart_count: minutes });
    },
    [t],
  );
}
