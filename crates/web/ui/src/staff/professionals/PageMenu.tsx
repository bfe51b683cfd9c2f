import MoreVert from '@mui/icons-material/MoreVert';
import { IconButton, Menu, MenuItem } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useDelete, useNotify, useRedirect } from 'react-admin';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { ConfirmDialog } from '../ui/ConfirmDialog';

/** What is done seldom with a professional. */
export function PageMenu({ professional }: { professional: Professional }) {
  const t = useT();
  const notify = useNotify();
  const redirect = useRedirect();
  const client = useQueryClient();
  const mayDelete = useEverywhere()('professionals.delete');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [asking, setAsking] = useState(false);
  const [remove, { isPending, error }] = useDelete();
  if (!mayDelete) return null;

  const erase = () =>
    remove(
      'professionals',
      { id: professional.id, previousData: professional },
      {
        mutationMode: 'pessimistic',
        onSuccess: () => {
          notify(t('professionals.deleted'), { type: 'success' });
          redirect('/professionals');
          void client.invalidateQueries({ queryKey: ['professionals'] });
        },
        // The dialog says why.
        onError: () => undefined,
      },
    );
  return (
    <>
      <IconButton
        aria-label={t('professionals.more')}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreVert />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem
          sx={{ minHeight: 40, color: 'error.main' }}
          onClick={() => {
            setAnchor(null);
            setAsking(true);
          }}
        >
          {t('common.delete')}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking}
        title={t('professionals.deleteTitle', { name: professional.full_name })}
        action={t('common.delete')}
        danger
        pending={isPending}
        error={error}
        onConfirm={() => void erase()}
        onClose={() => setAsking(false)}
      >
        {t('professionals.deleteText')}
      </ConfirmDialog>
    </>
  );
}
