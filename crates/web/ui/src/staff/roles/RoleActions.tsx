import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import DeleteOutline from '@mui/icons-material/DeleteOutline';
import { Button } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link, useNavigate } from 'react-router-dom';
import { done, ifMatch } from '../../api/client';
import type { RoleDetail } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { api } from '../core/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';

/** Copies or deletes a role. */
export function RoleActions({ role }: { role: RoleDetail }) {
  const t = useT();
  const everywhere = useEverywhere();
  const client = useQueryClient();
  const notify = useNotify();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () =>
      done(
        api.DELETE('/api/v1/rbac/roles/{id}', {
          params: { path: { id: role.id }, header: ifMatch(role.version) },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['roles', 'all'] });
      notify(t('roles.deleted', { name: role.name }), { type: 'success' });
      void navigate('/roles');
    },
  });
  return (
    <>
      {everywhere('roles.add') && (
        <Button
          variant="outlined"
          color="inherit"
          startIcon={<ContentCopyOutlined />}
          component={Link}
          to={`/roles/create?copy=${role.id}`}
        >
          {t('roles.copy')}
        </Button>
      )}
      {everywhere('roles.delete') && !role.system && (
        <Button color="error" startIcon={<DeleteOutline />} onClick={() => setAsking(true)}>
          {t('common.delete')}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={t('roles.deleteTitle', { name: role.name })}
        action={t('common.delete')}
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => {
          setAsking(false);
          remove.reset();
        }}
      >
        {t('roles.deleteText')}
      </ConfirmDialog>
    </>
  );
}
