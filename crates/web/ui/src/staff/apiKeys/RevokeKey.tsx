import { useMutation } from '@tanstack/react-query';
import { useNotify, useRefresh } from 'react-admin';
import { done } from '../../api/client';
import type { ApiKey } from '../../api/schema';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';

/** Ends a key for good, once its name was typed. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useT();
  const notify = useNotify();
  const refresh = useRefresh();
  const revoke = useMutation({
    mutationFn: () => done(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id: apiKey.id } } })),
    onSuccess: () => {
      notify(t('apiKeys.revokedNow', { name: apiKey.name }), { type: 'success' });
      refresh();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      title={t('apiKeys.revokeTitle', { name: apiKey.name })}
      action={t('apiKeys.revoke')}
      typed={{ word: apiKey.name, label: t('apiKeys.typeName', { name: apiKey.name }) }}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      {t('apiKeys.revokeText')}
    </ConfirmDialog>
  );
}
