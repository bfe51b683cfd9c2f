import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import { useT } from '../../../i18n/react';
import { api } from '../../core/session';
import { useProblem } from '../../ui/useProblem';

/** What the business says of a day; `null` takes its word back. */
export interface Word {
  day: string;
  word: { name: string; is_working: boolean } | null;
}

/** Says something of a day, or takes it back; everybody's agenda follows. */
export function useHoliday(after?: () => void) {
  const t = useT();
  const client = useQueryClient();
  const notify = useNotify();
  const problem = useProblem();
  return useMutation({
    mutationFn: async ({ day: date, word }: Word) => {
      const params = { path: { date } };
      if (word) await done(api.PUT('/api/v1/holidays/{date}', { params, body: word }));
      else await done(api.DELETE('/api/v1/holidays/{date}', { params }));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['holidays'] });
      void client.invalidateQueries({ queryKey: ['time-slots'] });
      notify(t('schedules.holidays.saved'), { type: 'success' });
      after?.();
    },
    onError: problem,
  });
}
