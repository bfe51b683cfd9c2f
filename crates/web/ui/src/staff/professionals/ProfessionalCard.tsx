import { Box, Card, CardActionArea, Chip, Skeleton, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Face } from './Face';
import { Load } from './Load';
import type { DayLoad } from './occupancy';
import { useKind } from './useKind';

/** The height of what is in a card, so that nothing moves when it comes. */
const HEIGHT = 196;

interface ProfessionalCardProps {
  professional: Professional;
  /** False where the user may not see the agenda. */
  load: DayLoad[] | undefined | false;
}

/** A professional in the list. */
export function ProfessionalCard({ professional, load }: ProfessionalCardProps) {
  const t = useT();
  const kind = useKind();
  const { id, full_name, color, specialities, is_active, accepts_online } = professional;
  const more = specialities.length - 2;
  return (
    <Card
      component="li"
      sx={{
        position: 'relative',
        listStyle: 'none',
        '&::before': {
          content: '""',
          position: 'absolute',
          inset: '0 0 auto',
          height: 5,
          background: color ?? 'none',
          zIndex: 1,
        },
      }}
    >
      <CardActionArea
        component={Link}
        to={`/professionals/${id}`}
        sx={{
          height: HEIGHT,
          p: 2,
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'stretch',
          gap: 1.5,
        }}
      >
        <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', minWidth: 0 }}>
          <Face name={full_name} color={color} size={52} />
          <Box sx={{ minWidth: 0 }}>
            <Typography variant="h3" noWrap>
              {full_name}
            </Typography>
            <Typography color="text.secondary" noWrap>
              {kind(professional.kind) || '\u00a0'}
            </Typography>
          </Box>
        </Stack>
        <Stack direction="row" sx={{ gap: 0.75, flexWrap: 'wrap', height: 24, overflow: 'hidden' }}>
          {!is_active && (
            <Chip size="small" color="warning" variant="outlined" label={t('professionals.inactive')} />
          )}
          {is_active && !accepts_online && (
            <Chip size="small" variant="outlined" label={t('professionals.offline')} />
          )}
          {specialities.slice(0, 2).map((one) => (
            <Chip key={one} size="small" label={one} sx={{ maxWidth: 180 }} />
          ))}
          {more > 0 && <Chip size="small" label={`+${more}`} />}
        </Stack>
        <Box sx={{ mt: 'auto' }}>{load !== false && is_active && <Load loads={load} />}</Box>
      </CardActionArea>
    </Card>
  );
}

/** Where a card will be. */
export function ProfessionalCardSkeleton() {
  return <Skeleton variant="rounded" component="li" height={HEIGHT + 5} sx={{ listStyle: 'none' }} />;
}
