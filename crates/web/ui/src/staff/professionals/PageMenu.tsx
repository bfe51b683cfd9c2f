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
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useDelete, useNotify, useRedirect } from 'react-admin';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { useProblem } from '../ui/useProblem';

/** What is done seldom with a professional. */
export function PageMenu({ professional }: { professional: Professional }) {
  const t = useT();
  const notify = useNotify();
  const redirect = useRedirect();
  const problem = useProblem();
  const client = useQueryClient();
  const mayDelete = useEverywhere()('professionals.delete');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [asking, setAsking] = useState(false);
  const [remove, { isPending }] = useDelete();
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
        onError: (error) => {
          setAsking(false);
          problem(error);
        },
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
          {t('professionals.delete')}
        </MenuItem>
      </Menu>
      <Dialog open={asking} onClose={() => setAsking(false)} aria-labelledby="delete-title">
        <DialogTitle id="delete-title">
          {t('professionals.deleteTitle', { name: professional.full_name })}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>{t('professionals.deleteText')}</DialogContentText>
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setAsking(false)} autoFocus>
            {t('common.cancel')}
          </Button>
          <Button color="error" variant="contained" loading={isPending} onClick={() => void erase()}>
            {t('professionals.delete')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
