import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Stack,
} from '@mui/material';
import { useId, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';

interface FactorDialogProps {
  title: string;
  text?: string;
  children: ReactNode;
  submit: string;
  danger?: boolean;
  ready: boolean;
  busy: boolean;
  /** Seconds until it may be tried again. */
  wait: number;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
}

/** A step about the second factor: something to type, and what was wrong with it. */
export function FactorDialog(props: FactorDialogProps) {
  const { title, text, children, submit, danger, ready, busy, wait, error, onSubmit, onClose } = props;
  const t = useT();
  const id = useId();
  const shown = error instanceof ApiError && Object.keys(error.fields).length > 0 ? null : error;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready && wait === 0 && !busy) onSubmit();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <form onSubmit={send} noValidate>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          {text && <DialogContentText sx={{ mb: 2 }}>{text}</DialogContentText>}
          <Stack sx={{ gap: 2, pt: 0.5 }}>
            {shown !== null && <Alert severity="error">{describe(shown, t)}</Alert>}
            {children}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            color={danger ? 'error' : 'primary'}
            loading={busy}
            disabled={!ready || wait > 0}
          >
            {wait > 0 ? t('account.login.wait', { seconds: wait }) : submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** What the API said about a field. */
export function faultOf(error: unknown, field: string): string | undefined {
  return error instanceof ApiError ? error.fields[field] : undefined;
}
