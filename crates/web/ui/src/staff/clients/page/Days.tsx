import { Box, Link, Rating, Stack, Typography } from '@mui/material';
import { Link as RouterLink } from 'react-router-dom';
import type { TimelineEntry } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { signOf } from './signs';
import { actorOf, byDay, detailsOf, titleOf } from './happened';

/** Things that happened, along a line, by day. */
export function Days({ entries }: { entries: readonly TimelineEntry[] }) {
  const formats = useFormats();
  const thisYear = formats.today().slice(0, 4);
  return byDay(entries, formats).map(([day, those]) => (
    <Box component="section" key={day} aria-label={formats.dayLong(day)}>
      <Typography
        variant="body2"
        component="h3"
        color="text.secondary"
        sx={{ fontWeight: 600, mt: 1.5, mb: 1 }}
      >
        {day.startsWith(thisYear) ? formats.dayLong(day) : formats.date(day)}
      </Typography>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {those.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Box>
    </Box>
  ));
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const t = useT();
  const formats = useFormats();
  const { icon: Icon, tone } = signOf(entry.kind);
  const actor = actorOf(entry, t);
  const { appointment, text, rating } = entry;
  return (
    <Stack
      component="li"
      direction="row"
      sx={(theme) => ({
        position: 'relative',
        gap: 2,
        pb: 2,
        // The line to the next.
        '&:not(:last-of-type)::before': {
          content: '""',
          position: 'absolute',
          left: 17,
          top: 38,
          bottom: 0,
          width: 2,
          background: theme.tokens.line,
        },
      })}
    >
      <Box
        aria-hidden
        sx={(theme) => ({
          width: 36,
          height: 36,
          flex: 'none',
          display: 'grid',
          placeItems: 'center',
          borderRadius: '50%',
          color: theme.tokens[tone],
          background: theme.tokens.sunken,
        })}
      >
        <Icon sx={{ fontSize: 20 }} />
      </Box>
      <Box sx={{ minWidth: 0, flex: 1, pt: 0.25 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'baseline', flexWrap: 'wrap' }}>
          <Typography sx={{ fontWeight: 600 }}>{titleOf(entry, t)}</Typography>
          <Typography variant="body2" color="text.secondary">
            {[formats.time(entry.at), actor].filter(Boolean).join(' · ')}
          </Typography>
        </Stack>
        {rating != null && (
          <Rating
            readOnly
            size="small"
            value={rating}
            getLabelText={(stars) => t('clients.timeline.stars', { smart_count: stars })}
            sx={{ display: 'flex', my: 0.25 }}
          />
        )}
        <Typography variant="body2">
          {detailsOf(entry, t, formats).join(' · ')}
          {appointment && (
            <>
              {' · '}
              <Link
                component={RouterLink}
                to={`/agenda?date=${formats.dayOf(appointment.starts_at)}&appointment=${appointment.id}`}
              >
                {appointment.code}
              </Link>
            </>
          )}
        </Typography>
        {text && (
          <Typography
            variant="body2"
            color="text.secondary"
            sx={(theme) => ({
              mt: 0.5,
              pl: 1.5,
              borderLeft: `3px solid ${theme.tokens.line}`,
              whiteSpace: 'pre-line',
              overflowWrap: 'anywhere',
            })}
          >
            {text}
          </Typography>
        )}
      </Box>
    </Stack>
  );
}
