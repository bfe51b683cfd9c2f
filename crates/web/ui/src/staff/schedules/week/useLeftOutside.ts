import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Branch } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { appointmentsQuery } from '../../agenda/queries';
import { useCan } from '../../core/me';
import { agreed } from './agreed';
import type { WeekEdit } from './useWeek';
import { leftOutside } from './week';

/** How many appointments of the next sixty days fit the saved week and would not fit the one that is being edited. */
export function useLeftOutside(professional: string, edit: WeekEdit, branches: Branch[]): number {
  const formats = useFormats();
  const can = useCan();
  const today = formats.today();
  const { data } = useQuery({
    ...appointmentsQuery({
      from: today,
      until: formats.addDays(today, 60),
      professional,
      state: 'pendiente,confirmada',
    }),
    enabled: edit.dirty && can('appointments.view'),
  });
  return useMemo(() => {
    if (!edit.dirty || !data) return 0;
    const zone = (id: string) => branches.find((one) => one.id === id)?.time_zone ?? formats.timeZone;
    return leftOutside(agreed(data, zone), edit.saved, edit.week);
  }, [data, edit.dirty, edit.saved, edit.week, branches, formats]);
}
