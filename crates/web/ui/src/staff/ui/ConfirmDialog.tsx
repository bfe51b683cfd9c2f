import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type ReactNode } from 'react';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  /** What happens then. */
  children: ReactNode;
  /** The button that does it: a verb. */
  action: string;
  danger?: boolean;
  /** What has to be typed before, and the words that ask for it. */
  typed?: { word: string; label: string };
  pending?: boolean;
  /** Why it could not be done. */
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back, or that others feel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, pending = false } = props;
  const title = useId();
  return (
    <Dialog
      open={open}
      onClose={pending ? () => undefined : onClose}
      aria-labelledby={title}
      maxWidth="xs"
      fullWidth
    >
      <Contents {...props} titleId={title} />
    </Dialog>
  );
}

function Contents({ titleId, ...props }: ConfirmDialogProps & { titleId: string }) {
  const {
    title,
    children,
    action,
    danger = false,
    typed,
    pending = false,
    error,
    onConfirm,
    onClose,
  } = props;
  const t = useT();
  const [word, setWord] = useState('');
  const ready = !typed || word.trim() === typed.word;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onConfirm();
      }}
    >
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <DialogContent sx={{ color: 'text.secondary' }}>
        {children}
        {typed && (
          <TextField
            autoFocus
            fullWidth
            label={typed.label}
            value={word}
            onChange={(event) => setWord(event.target.value)}
            sx={{ mt: 2.5 }}
            slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false } }}
          />
        )}
        {error !== undefined && error !== null && (
          <Alert severity="error" sx={{ mt: 2 }}>
            {describe(error, t)}
          </Alert>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} color="inherit" disabled={pending} autoFocus={!typed}>
          {t('common.cancel')}
        </Button>
        <Button
          type="submit"
          variant="contained"
          color={danger ? 'error' : 'primary'}
          disabled={!ready}
          loading={pending}
        >
          {action}
        </Button>
      </DialogActions>
    </form>
  );
}
