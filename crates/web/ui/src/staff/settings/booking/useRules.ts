import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { done, ifMatch } from '../../../api/client';
import { useT } from '../../../i18n/react';
import { api } from '../../core/session';
import { useDraft } from '../../ui/useDraft';
import { useProblem } from '../../ui/useProblem';
import { bookingSettingsQuery, type BookingRules } from '../queries';
import { useMayChange } from '../useMayChange';

/** The rules of booking while they are changed. They are saved whole: what is left out would be as it is by itself. */
export function useRules(saved: BookingRules) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const client = useQueryClient();
  const disabled = !(useMayChange() ?? false);
  const draft = useDraft(saved);
  const save = useMutation({
    mutationFn: async () => {
      const { version, ...body } = draft.value;
      const params = { header: ifMatch(version) };
      return (await done(api.PUT('/api/v1/booking-settings', { params, body }))) as BookingRules;
    },
    onSuccess: (rules) => {
      client.setQueryData(bookingSettingsQuery.queryKey, rules);
      draft.reset();
      notify(t('common.saved'), { type: 'success' });
    },
    onError: problem,
  });
  return {
    common: { rules: draft.value, set: draft.set, disabled },
    dock: {
      dirty: draft.dirty,
      saving: save.isPending,
      save: () => save.mutate(),
      discard: draft.reset,
    },
  };
}
