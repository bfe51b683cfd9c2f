import { Alert, Box, Card, Skeleton, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { done } from '../../../api/client';
import type { LetterTexts } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';
import { api } from '../../core/session';

/** Milliseconds between the last key and the letter. */
const PAUSE = 500;

/** A letter as it arrives, written by the code that writes real ones. */
export function LetterPreview({ kind, texts }: { kind: string; texts: LetterTexts }) {
  const t = useT();
  const written = JSON.stringify(texts);
  const [shown, setShown] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => setShown(written), PAUSE);
    return () => clearTimeout(timer);
  }, [written]);
  const { data, error } = useQuery({
    queryKey: ['settings', 'letters', 'preview', kind, shown],
    queryFn: () =>
      done(
        api.POST('/api/v1/letters/{kind}/preview', {
          params: { path: { kind } },
          body: JSON.parse(shown) as LetterTexts,
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return (
    <Card component="section" aria-label={t('settings.letters.preview')} aria-busy={shown !== written}>
      <Box
        sx={(theme) => ({
          px: 3,
          py: 2,
          background: theme.tokens.sunken,
          borderBottom: `1px solid ${theme.tokens.line}`,
        })}
      >
        <Typography variant="body2" color="text.secondary">
          {t('settings.letters.parts.subject')}
        </Typography>
        <Typography sx={{ fontWeight: 650, minHeight: '1.5em', overflowWrap: 'anywhere' }} aria-live="polite">
          {data?.subject ?? <Skeleton width="60%" />}
        </Typography>
      </Box>
      {error && (
        <Alert severity="warning" sx={{ m: 2 }}>
          {describe(error, t)}
        </Alert>
      )}
      {data ? (
        <Box
          component="iframe"
          title={t('settings.letters.preview')}
          // No scripts, no forms, nothing of this page's: a picture of the letter.
          sandbox=""
          srcDoc={data.html}
          sx={{ display: 'block', width: '100%', height: 620, border: 0, background: '#f4f4f1' }}
        />
      ) : (
        !error && <Skeleton variant="rectangular" height={620} />
      )}
    </Card>
  );
}
