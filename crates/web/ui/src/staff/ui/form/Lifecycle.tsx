import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import {
  useDelete,
  useNotify,
  useRecordContext,
  useRedirect,
  useResourceContext,
  useUpdate,
  type RaRecord,
} from 'react-admin';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';

type Doing = 'retire' | 'delete';
type Row = RaRecord & { is_active: boolean };

interface LifecycleProps {
  name: (row: RaRecord) => string;
  mayChange: boolean;
  mayDelete: boolean;
  texts: {
    /** On the buttons: "stop using it", "use it again". */
    retire: string;
    revive: string;
    retired: string;
    revived: string;
    delete: string;
    deleteText: string;
    deleted: string;
  };
  /** Why it cannot be done, and the cure, in words; nothing where the server's own do. */
  explain?: (error: ApiError, doing: Doing, row: RaRecord) => ReactNode;
}

/**
 * Takes the row of the form around out of use, brings it back, or deletes it. What was used once cannot be deleted: then
 * it says why, and offers to take it out of use instead.
 */
export function Lifecycle({ name, mayChange, mayDelete, texts, explain }: LifecycleProps) {
  const t = useT();
  const row = useRecordContext<Row>();
  const resource = useResourceContext() ?? '';
  const notify = useNotify();
  const redirect = useRedirect();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState<{ doing: Doing; error: unknown } | null>(null);
  const [update, updating] = useUpdate<Row>();
  const [remove, removing] = useDelete<Row>();
  if (!row || !(mayChange || mayDelete)) return null;

  const close = () => setOpen(false);
  const changed = () => void queries.invalidateQueries({ queryKey: [resource] });
  const refuse = (doing: Doing) => (error: unknown) => {
    setRefused({ doing, error });
    setOpen(true);
  };
  const use = (is_active: boolean) =>
    update(
      resource,
      { id: row.id, data: { is_active }, previousData: row },
      {
        mutationMode: 'pessimistic',
        onSuccess: () => {
          close();
          changed();
          notify(is_active ? texts.revived : texts.retired, { type: 'success' });
        },
        onError: refuse('retire'),
      },
    );
  const erase = () =>
    remove(
      resource,
      { id: row.id, previousData: row },
      {
        mutationMode: 'pessimistic',
        onSuccess: () => {
          changed();
          notify(texts.deleted, { type: 'success' });
          redirect(`/${resource}`);
        },
        onError: refuse('delete'),
      },
    );
  const why =
    refused &&
    ((refused.error instanceof ApiError && explain?.(refused.error, refused.doing, row)) ||
      describe(refused.error, t));
  const instead = refused?.doing === 'delete' && row.is_active && mayChange;
  return (
    <>
      {mayChange && (
        <Button
          variant="outlined"
          color="inherit"
          loading={updating.isPending}
          onClick={() => void use(!row.is_active)}
        >
          {row.is_active ? texts.retire : texts.revive}
        </Button>
      )}
      {mayDelete && (
        <Button
          color="error"
          onClick={() => {
            setRefused(null);
            setOpen(true);
          }}
        >
          {texts.delete}
        </Button>
      )}
      <Dialog open={open} onClose={close} aria-labelledby="lifecycle-title" fullWidth maxWidth="xs">
        <DialogTitle id="lifecycle-title">
          {refused ? t('common.errors.title') : t('frame.form.deleteTitle', { name: name(row) })}
        </DialogTitle>
        <DialogContent>
          {refused ? (
            <Alert severity="warning">{why}</Alert>
          ) : (
            <DialogContentText>{texts.deleteText}</DialogContentText>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={close} autoFocus>
            {t(refused ? 'common.close' : 'common.cancel')}
          </Button>
          {instead && (
            <Button variant="contained" loading={updating.isPending} onClick={() => void use(false)}>
              {texts.retire}
            </Button>
          )}
          {!refused && (
            <Button
              color="error"
              variant="contained"
              loading={removing.isPending}
              onClick={() => void erase()}
            >
              {texts.delete}
            </Button>
          )}
        </DialogActions>
      </Dialog>
    </>
  );
}
