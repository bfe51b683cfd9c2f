import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import PushPin from '@mui/icons-material/PushPin';
import PushPinOutlined from '@mui/icons-material/PushPinOutlined';
import { Box, Card, Chip, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import type { ClientNote } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useTell } from '../../agenda/useTell';
import { useProblem } from '../../ui/useProblem';
import { NoteForm } from './NoteForm';
import { useNotes } from './useNotes';

/** A note, and what its writer can do with it. */
export function NoteCard({ note }: { note: ClientNote }) {
  const t = useT();
  const formats = useFormats();
  const tell = useTell();
  const problem = useProblem();
  const { change, remove, restore } = useNotes(note.client_id);
  const [editing, setEditing] = useState(false);
  const changed = Date.parse(note.updated_at) - Date.parse(note.created_at) > 60_000;

  const pin = () => change.mutate({ note, body: { pinned: !note.pinned } }, { onError: problem });
  // The card is gone by the time these are done, so they must not hang on it.
  const bringBack = () => void restore.mutateAsync(note).catch(problem);
  const erase = () =>
    void remove
      .mutateAsync(note)
      .then(() => tell(t('clients.notes.deleted'), bringBack))
      .catch(problem);
  return (
    <Card
      component="li"
      sx={(theme) => ({
        listStyle: 'none',
        p: 2,
        borderLeft: `4px solid ${note.pinned ? theme.tokens.danger : theme.tokens.line}`,
      })}
    >
      {editing ? (
        <NoteForm
          text={note.body}
          pinned={note.pinned}
          autoFocus
          save={(body) => change.mutateAsync({ note, body })}
          onSaved={() => setEditing(false)}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <>
          {note.pinned && (
            <Chip
              size="small"
              color="error"
              variant="outlined"
              icon={<PushPin />}
              label={t('clients.notes.pinned')}
              sx={{ mb: 1 }}
            />
          )}
          <Typography sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{note.body}</Typography>
          <Stack direction="row" sx={{ alignItems: 'center', mt: 1, minHeight: 40 }}>
            <Typography variant="body2" color="text.secondary" sx={{ flex: 1 }}>
              {note.author.name} ·{' '}
              <span title={formats.dateTime(note.created_at)}>{formats.relative(note.created_at)}</span>
              {changed && ` · ${t('clients.notes.edited', { when: formats.relative(note.updated_at) })}`}
            </Typography>
            {note.can_change && (
              <Box sx={{ flex: 'none' }}>
                <Act
                  label={t(note.pinned ? 'clients.notes.unpin' : 'clients.notes.pinIt')}
                  icon={note.pinned ? PushPin : PushPinOutlined}
                  onClick={pin}
                />
                <Act label={t('clients.notes.edit')} icon={EditOutlined} onClick={() => setEditing(true)} />
                <Act label={t('clients.notes.delete')} icon={DeleteOutlined} onClick={erase} />
              </Box>
            )}
          </Stack>
        </>
      )}
    </Card>
  );
}

function Act({ label, icon: Icon, onClick }: { label: string; icon: typeof PushPin; onClick: () => void }) {
  return (
    <Tooltip title={label}>
      <IconButton aria-label={label} onClick={onClick} sx={{ width: 40, height: 40 }}>
        <Icon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
}
