import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type ReactNode } from 'react';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';

/** As short and as long as the API takes a reason. */
const SHORTEST = 10;
const LONGEST = 500;

interface ReasonDialogProps {
  open: boolean;
  title: string;
  /** What happens then. */
  text: ReactNode;
  /** The button that does it: a verb. */
  action: string;
  danger?: boolean;
  /** What has to be typed before. */
  typed?: { word: string; label: string };
  /** Other fields, before the reason. */
  fields?: ReactNode;
  /** Whether these are filled in well enough. */
  ready?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks before something that others feel, and why it is done: the reason is kept in the audit. */
export function ReasonDialog({ open, ...props }: ReasonDialogProps) {
  const title = useId();
  return (
    <Dialog
      open={open}
      onClose={props.pending ? () => undefined : props.onClose}
      aria-labelledby={title}
      maxWidth="sm"
      fullWidth
    >
      <Contents {...props} titleId={title} />
    </Dialog>
  );
}

function Contents(props: Omit<ReasonDialogProps, 'open'> & { titleId: string }) {
  const {
    titleId,
    title,
    text,
    action,
    danger = false,
    typed,
    fields,
    ready = true,
    pending,
    error,
    onConfirm,
    onClose,
  } = props;
  const t = useT();
  const [word, setWord] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const wordRight = !typed || word.trim() === typed.word;
  const reasonRight = reason.trim().length >= SHORTEST;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wordRight && reasonRight && ready) onConfirm(reason.trim());
      }}
    >
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, color: 'text.secondary' }}>
        <div>{text}</div>
        {fields}
        {typed && (
          <TextField
            fullWidth
            label={typed.label}
            value={word}
            onChange={({ target }) => setWord(target.value)}
            slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false, autoCapitalize: 'none' } }}
          />
        )}
        <TextField
          autoFocus
          fullWidth
          multiline
          minRows={2}
          label={t('platform.reason.label')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          error={tried && !reasonRight}
          helperText={t(tried && !reasonRight ? 'platform.reason.short' : 'platform.reason.hint')}
          slotProps={{ htmlInput: { maxLength: LONGEST } }}
        />
        {error != null && <Alert severity="error">{describe(error, t)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose} disabled={pending}>
          {t('common.cancel')}
        </Button>
        <Button
          type="submit"
          variant="contained"
          color={danger ? 'error' : 'primary'}
          loading={pending}
          disabled={!wordRight || !ready}
        >
          {action}
        </Button>
      </DialogActions>
    </form>
  );
}
