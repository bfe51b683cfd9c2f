import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useFormats } from '../../format/react';
import { useCan } from '../core/me';
import { occupancy, type DayLoad } from './occupancy';
import { timeQuery } from './queries';

/** How full the next seven days are, by professional; undefined while nobody knows, false to whoever may not see it. */
export function useOccupancy(): Map<string, DayLoad[]> | undefined | false {
  const formats = useFormats();
  const allowed = useCan()('appointments.view');
  const today = formats.today();
  const last = formats.addDays(today, 6);
  const working = useQuery({ ...timeQuery(today, last, 'disponible'), enabled: allowed });
  const taken = useQuery({ ...timeQuery(today, last, 'ocupado'), enabled: allowed });
  return useMemo(() => {
    if (!allowed) return false;
    if (!working.data || !taken.data) return undefined;
    const days = Array.from({ length: 7 }, (_, at) => formats.addDays(today, at));
    return occupancy(working.data, taken.data, days, (instant) =>
      formats.now(new Date(instant)).slice(0, 10),
    );
  }, [allowed, working.data, taken.data, formats, today]);
}
