import { useCallback } from 'react';
import { useFormats } from '../../format/react';

/** The name of a day of the week, 1 for Monday: `lunes`, `lun`. */
export function useWeekday(): (weekday: number, width?: 'long' | 'short') => string {
  const formats = useFormats();
  // A week that begins on a Monday.
  return useCallback(
    (weekday, width = 'long') => formats.weekday(formats.addDays('2024-01-01', weekday - 1), width),
    [formats],
  );
}
