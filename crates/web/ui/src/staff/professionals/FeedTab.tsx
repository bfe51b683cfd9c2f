import CalendarMonthOutlined from '@mui/icons-material/CalendarMonthOutlined';
import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import { Alert, Button, Card, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { done } from '../../api/client';
import type { CalendarFeed } from '../../api/schema';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useCopy } from '../ui/useCopy';
import { useProblem } from '../ui/useProblem';

interface FeedTabProps {
  professional: string;
  /** The user is the professional, and may change their own only. */
  mine: boolean;
}

/** The secret address of a calendar: made, copied once, taken back. */
export function FeedTab({ professional, mine }: FeedTabProps) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const copy = useCopy();
  const [asking, setAsking] = useState(false);
  const params = { path: { id: professional } };
  const issue = useMutation({
    mutationFn: (): Promise<CalendarFeed> =>
      done(
        mine
          ? api.POST('/api/v1/me/calendar-feed')
          : api.POST('/api/v1/professionals/{id}/calendar-feed', { params }),
      ),
    onError: problem,
    gcTime: 0,
  });
  const revoke = useMutation({
    mutationFn: () =>
      done(
        mine
          ? api.DELETE('/api/v1/me/calendar-feed')
          : api.DELETE('/api/v1/professionals/{id}/calendar-feed', { params }),
      ),
    onSuccess: () => {
      issue.reset();
      setAsking(false);
      notify(t('professionals.feed.revoked'), { type: 'success' });
    },
  });
  const url = issue.data?.url;

  return (
    <Card sx={{ p: { xs: 2, sm: 3 }, maxWidth: 720 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'flex-start' }}>
        <CalendarMonthOutlined color="primary" fontSize="large" />
        <Stack sx={{ gap: 2, flex: 1, minWidth: 0 }}>
          <div>
            <Typography variant="h3" component="h2">
              {t('professionals.feed.title')}
            </Typography>
            <Typography color="text.secondary" sx={{ mt: 0.5 }}>
              {t('professionals.feed.text')}
            </Typography>
          </div>
          {url && (
            <Stack sx={{ gap: 1 }} aria-live="polite">
              <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
                <TextField
                  label={t('professionals.feed.address')}
                  value={url}
                  sx={{ flex: '1 1 260px' }}
                  onFocus={(event) => event.target.select()}
                  slotProps={{ htmlInput: { readOnly: true, spellCheck: false } }}
                />
                <Button
                  variant="contained"
                  startIcon={<ContentCopyOutlined />}
                  onClick={() => void copy(url)}
                  sx={{ minHeight: 40 }}
                >
                  {t('common.copy')}
                </Button>
              </Stack>
              <Alert severity="warning">{t('professionals.feed.once')}</Alert>
            </Stack>
          )}
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
            <Button
              variant={url ? 'text' : 'contained'}
              onClick={() => issue.mutate()}
              loading={issue.isPending}
              sx={{ minHeight: 40 }}
            >
              {t(url ? 'professionals.feed.renew' : 'professionals.feed.create')}
            </Button>
            <Button color="error" onClick={() => setAsking(true)} sx={{ minHeight: 40 }}>
              {t('professionals.feed.revoke')}
            </Button>
            <Typography variant="body2" color="text.secondary">
              {t('professionals.feed.renewText')}
            </Typography>
          </Stack>
        </Stack>
      </Stack>
      <ConfirmDialog
        open={asking}
        title={t('professionals.feed.revokeTitle')}
        action={t('professionals.feed.revoke')}
        danger
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('professionals.feed.revokeText')}
      </ConfirmDialog>
    </Card>
  );
}
