import PushPinOutlined from '@mui/icons-material/PushPinOutlined';
import { Alert, Stack } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useT } from '../../../i18n/react';
import { notesQuery } from '../queries';

/** The pinned notes: what nobody may overlook. */
export function Alerts({ client }: { client: string }) {
  const t = useT();
  const { data } = useInfiniteQuery(notesQuery(client));
  const pinned = data?.pages.flatMap((page) => page.data).filter((note) => note.pinned) ?? [];
  if (pinned.length === 0) return null;
  return (
    <Stack component="section" aria-label={t('clients.page.alerts')} sx={{ gap: 1, mt: 2 }}>
      {pinned.map((note) => (
        <Alert
          key={note.id}
          severity="error"
          variant="outlined"
          icon={<PushPinOutlined />}
          sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', fontWeight: 550 }}
        >
          {note.body}
        </Alert>
      ))}
    </Stack>
  );
}
