import MoreVert from '@mui/icons-material/MoreVert';
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  IconButton,
  Menu,
  MenuItem,
} from '@mui/material';
import { useState } from 'react';
import { useDelete, useNotify, useRedirect } from 'react-admin';
import type { Client } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import { useProblem } from '../../ui/useProblem';
import { nameOf } from '../client';

/** What is done seldom with a client. */
export function PageMenu({ client }: { client: Client }) {
  const t = useT();
  const can = useCan();
  const notify = useNotify();
  const redirect = useRedirect();
  const problem = useProblem();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [asking, setAsking] = useState(false);
  const [remove, { isPending }] = useDelete();
  if (!can('clients.delete')) return null;
  const name = nameOf(client);

  const erase = () =>
    remove(
      'clients',
      { id: client.id, previousData: client },
      {
        mutationMode: 'pessimistic',
        onSuccess: () => {
          notify(t('clients.page.deleted', { name }), { type: 'success' });
          redirect('/clients');
        },
        onError: (error) => {
          setAsking(false);
          problem(error);
        },
      },
    );
  return (
    <>
      <IconButton
        aria-label={t('clients.page.more')}
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
          {t('clients.page.delete')}
        </MenuItem>
      </Menu>
      <Dialog open={asking} onClose={() => setAsking(false)} aria-labelledby="delete-client">
        <DialogTitle id="delete-client">{t('clients.page.deleteTitle', { name })}</DialogTitle>
        <DialogContent>
          <DialogContentText>{t('clients.page.deleteText')}</DialogContentText>
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setAsking(false)} autoFocus>
            {t('common.cancel')}
          </Button>
          <Button color="error" variant="contained" loading={isPending} onClick={() => void erase()}>
            {t('clients.page.delete')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
