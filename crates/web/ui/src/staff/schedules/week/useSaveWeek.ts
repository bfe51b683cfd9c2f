import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import type { Schedule } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { api } from '../../core/session';
import { useProblem } from '../../ui/useProblem';
import { scheduleQuery, writeSchedule } from './queries';
import type { WeekEdit } from './useWeek';
import { fromHours, inOrder, refusals, sameWeek, toHours, type Range } from './week';

/**
 * Saves a week. The version is the professional's: where it went on, but the hours are those that editing began with,
 * it is saved all the same; where somebody else changed the hours, `conflict` has theirs.
 */
export function useSaveWeek(
  professional: string,
  first: Schedule,
  edit: WeekEdit,
  sends: (one: Range) => boolean,
) {
  const t = useT();
  const client = useQueryClient();
  const notify = useNotify();
  const problem = useProblem();
  const [version, setVersion] = useState(first.version);
  const [refused, setRefused] = useState<Map<string, string>>(new Map());
  const [conflict, setConflict] = useState<Schedule | null>(null);

  const taken = (schedule: Schedule, keep = false) => {
    setVersion(schedule.version);
    setConflict(null);
    setRefused(new Map());
    edit.rebase(fromHours(schedule.hours), keep);
    client.setQueryData(scheduleQuery(professional).queryKey, schedule);
  };

  const mutation = useMutation({
    mutationFn: async (over: number | undefined) => {
      const sent = inOrder(edit.week.filter(sends));
      const write = (at: number) => writeSchedule(professional, at, toHours(sent));
      try {
        return await write(over ?? version);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 412) {
          const now = await done(
            api.GET('/api/v1/professionals/{id}/schedule', { params: { path: { id: professional } } }),
          );
          if (sameWeek(fromHours(now.hours), edit.saved)) return write(now.version);
          setConflict(now);
          return null;
        }
        if (error.status === 422) setRefused(refusals(error.fields, sent));
        throw error;
      }
    },
    onSuccess: (schedule) => {
      if (!schedule) return;
      taken(schedule);
      notify(t('schedules.week.saved'), { type: 'success' });
      void client.invalidateQueries({ queryKey: ['time-slots'] });
      void client.invalidateQueries({ queryKey: ['professionals'] });
    },
    onError: problem,
  });

  return {
    save: () => mutation.mutate(undefined),
    /** Saves over what somebody else wrote meanwhile. */
    overwrite: () => conflict && mutation.mutate(conflict.version),
    /** Gives one's own up for what somebody else wrote. */
    takeTheirs: () => conflict && taken(conflict),
    saving: mutation.isPending,
    refused,
    forget: () => setRefused((now) => (now.size === 0 ? now : new Map())),
    conflict: conflict !== null,
  };
}
