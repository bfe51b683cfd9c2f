import { Box, Button, FormControlLabel, Stack, Switch, TextField, Typography } from '@mui/material';
import { useState, type KeyboardEvent } from 'react';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';

interface NoteFormProps {
  /** What is there already, where a note is changed. */
  text?: string;
  pinned?: boolean;
  autoFocus?: boolean;
  save: (note: { body: string; pinned: boolean }) => Promise<unknown>;
  onSaved?: () => void;
  onCancel?: () => void;
}

/** A note and whether it is an alert. Ctrl + Enter saves. */
export function NoteForm({ text = '', pinned = false, autoFocus, save, onSaved, onCancel }: NoteFormProps) {
  const t = useT();
  const [body, setBody] = useState(text);
  const [pin, setPin] = useState(pinned);
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const empty = body.trim() === '';

  const send = async () => {
    if (empty || saving) return;
    setSaving(true);
    setError(null);
    try {
      await save({ body: body.trim(), pinned: pin });
      setBody('');
      setPin(false);
      onSaved?.();
    } catch (refused) {
      setError(refused);
    }
    setSaving(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
    if (event.key === 'Escape' && onCancel) onCancel();
  };
  const wrong = error instanceof ApiError ? error.fields.body : undefined;
  return (
    <Box onKeyDown={onKeyDown}>
      <TextField
        fullWidth
        multiline
        minRows={2}
        maxRows={12}
        autoFocus={autoFocus}
        label={t('clients.notes.write')}
        placeholder={t('clients.notes.placeholder')}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        error={error !== null}
        helperText={error === null ? undefined : (wrong ?? describe(error, t))}
        slotProps={{ htmlInput: { maxLength: 4000 }, formHelperText: { role: 'alert' } }}
      />
      <Stack direction="row" sx={{ mt: 1, gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <FormControlLabel
          control={<Switch checked={pin} onChange={(_event, on) => setPin(on)} />}
          label={t('clients.notes.pin')}
          sx={{ mr: 0, minHeight: 40 }}
        />
        <Typography
          variant="body2"
          color="text.secondary"
          sx={{ flex: '1 1 0', display: { xs: 'none', lg: 'block' } }}
        >
          {pin ? t('clients.notes.pinHint') : ''}
        </Typography>
        <Stack direction="row" sx={{ gap: 1, ml: 'auto' }}>
          {onCancel && <Button onClick={onCancel}>{t('common.cancel')}</Button>}
          <Button
            variant="contained"
            disabled={empty}
            loading={saving}
            onClick={() => void send()}
            title={t('clients.notes.saveShortcut')}
          >
            {t('clients.notes.save')}
          </Button>
        </Stack>
      </Stack>
    </Box>
  );
}
