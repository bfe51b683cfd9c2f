import { Button } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { done } from '../../api/client';
import type { Client } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { api } from '../core/session';
import { useProblem } from '../ui/useProblem';
import { nameOf } from './client';

/** Brings a deleted client back, for whoever may. */
export function RestoreButton({ client }: { client: Client }) {
  const t = useT();
  const can = useCan();
  const notify = useNotify();
  const problem = useProblem();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => done(api.POST('/api/v1/clients/{id}/restore', { params: { path: { id: client.id } } })),
    onSuccess: () => {
      notify(t('clients.restored', { name: nameOf(client) }), { type: 'success' });
      return queries.invalidateQueries({ queryKey: ['clients'] });
    },
    onError: problem,
  });
  if (!can('clients.delete')) return null;
  return (
    <Button
      variant="outlined"
      loading={isPending}
      onClick={(event) => {
        event.stopPropagation();
        mutate();
      }}
      sx={{ flex: 'none', minHeight: 40 }}
    >
      {t('clients.restore')}
    </Button>
  );
}
