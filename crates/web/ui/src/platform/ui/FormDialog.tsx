import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId, type ReactNode } from 'react';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';

interface FormDialogProps {
  open: boolean;
  title: string;
  text?: ReactNode;
  action?: string;
  ready?: boolean;
  pending: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Some fields over the screen, saved together. What is in it begins anew each time it opens. */
export function FormDialog(props: FormDialogProps) {
  const { open, title, text, action, ready = true, pending, error, onSubmit, onClose, children } = props;
  const t = useT();
  const id = useId();
  return (
    <Dialog
      open={open}
      onClose={pending ? () => undefined : onClose}
      aria-labelledby={id}
      maxWidth="sm"
      fullWidth
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2, color: 'text.secondary' }}>
          {text && <div>{text}</div>}
          {children}
          {error != null && <Alert severity="error">{describe(error, t)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={onClose} disabled={pending}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="contained" loading={pending} disabled={!ready}>
            {action ?? t('common.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
