import StarOutline from '@mui/icons-material/StarOutline';
import {
  Box,
  Button,
  Card,
  FormControlLabel,
  Link,
  MenuItem,
  Rating,
  Skeleton,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link as RouterLink, useSearchParams } from 'react-router-dom';
import { done } from '../../api/client';
import type { Review } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useBranch } from '../core/branch';
import { api } from '../core/session';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';

/** What clients said, the newest first. */
export default function Reviews() {
  const t = useT();
  const branch = useBranch();
  const [params, setParams] = useSearchParams();
  const query = {
    ...(branch ? { branch } : {}),
    ...(params.get('rating') ? { rating: params.get('rating') ?? '' } : {}),
    ...(params.get('commented') ? { commented: 'true' } : {}),
    ...(params.get('professional') ? { professional: params.get('professional') ?? '' } : {}),
  };
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['reviews', query],
    queryFn: ({ pageParam, signal }) =>
      done(
        api.GET('/api/v1/reviews', {
          params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const rows = data?.pages.flatMap((page) => page.data);
  const change = (name: string, value: string) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value === '') after.delete(name);
      else after.set(name, value);
      return after;
    });

  return (
    <Page title={t('appointments.reviews.title')} subtitle={t('appointments.reviews.subtitle')}>
      <Stack direction="row" sx={{ gap: 2, mb: 2, flexWrap: 'wrap' }}>
        <TextField
          select
          label={t('appointments.reviews.rating')}
          value={params.get('rating') ?? ''}
          onChange={(event) => change('rating', event.target.value)}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          sx={{ minWidth: 150 }}
        >
          <MenuItem value="">{t('common.all')}</MenuItem>
          {[5, 4, 3, 2, 1].map((stars) => (
            <MenuItem key={stars} value={String(stars)}>
              {t('appointments.reviews.stars', { smart_count: stars })}
            </MenuItem>
          ))}
        </TextField>
        <FormControlLabel
          control={
            <Switch
              checked={params.get('commented') !== null}
              onChange={(_event, checked) => change('commented', checked ? 'true' : '')}
            />
          }
          label={t('appointments.reviews.words')}
        />
      </Stack>
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!rows && !error && [0, 1, 2, 3].map((row) => <Skeleton key={row} height={110} />)}
      {rows?.length === 0 && (
        <Card>
          <Notice
            icon={StarOutline}
            title={t('appointments.reviews.empty.title')}
            text={t('appointments.reviews.empty.text')}
          />
        </Card>
      )}
      <Stack component="ul" sx={{ listStyle: 'none', p: 0, m: 0, gap: 1.5 }}>
        {rows?.map((review) => (
          <Said key={review.appointment_id} review={review} />
        ))}
      </Stack>
      {hasNextPage && (
        <Box sx={{ textAlign: 'center', mt: 2 }}>
          <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {t('appointments.reviews.more')}
          </Button>
        </Box>
      )}
    </Page>
  );
}

function Said({ review }: { review: Review }) {
  const t = useT();
  const formats = useFormats();
  return (
    <Card component="li" sx={{ p: 2 }}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Rating
          value={review.rating}
          readOnly
          size="small"
          getLabelText={(stars) => t('appointments.reviews.stars', { smart_count: stars })}
        />
        <Typography sx={{ fontWeight: 600 }}>{review.client_name}</Typography>
        <Typography variant="body2" color="text.secondary">
          {formats.relative(review.rated_at)}
        </Typography>
      </Stack>
      {review.comment && <Typography sx={{ mt: 1, overflowWrap: 'anywhere' }}>{review.comment}</Typography>}
      <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
        {review.service_name} · {review.professional_name} ·{' '}
        <Link
          component={RouterLink}
          to={`/agenda?${new URLSearchParams({ view: 'day', date: review.day, appointment: review.appointment_id })}`}
        >
          {formats.date(review.day)}
        </Link>
      </Typography>
    </Card>
  );
}
