import { Box, Chip, ListItem, ListItemButton, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { Service } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useKind } from '../professionals/useKind';
import { useDuration } from '../schedules/useDuration';
import { ColorDot } from '../ui/ColorDot';

/** A service as a line of a price list. */
export function ServiceRow({ service, mayOpen }: { service: Service; mayOpen: boolean }) {
  const content = <Content service={service} />;
  const sx = {
    px: 2,
    py: 1.5,
    gap: 2,
    minHeight: 68,
    borderRadius: 0,
    opacity: service.is_active ? 1 : 0.75,
  };
  return (
    <ListItem disablePadding divider>
      {mayOpen ? (
        <ListItemButton component={Link} to={`/services/${service.id}`} sx={sx}>
          {content}
        </ListItemButton>
      ) : (
        <Stack direction="row" sx={{ ...sx, flex: 1, alignItems: 'center' }}>
          {content}
        </Stack>
      )}
    </ListItem>
  );
}

function Content({ service }: { service: Service }) {
  const t = useT();
  const formats = useFormats();
  const kind = useKind();
  const duration = useDuration();
  const {
    name,
    description,
    minutes,
    price,
    color,
    professional_kinds: kinds,
    is_active,
    accepts_online,
  } = service;
  const buffers = service.buffer_before_minutes + service.buffer_after_minutes;
  return (
    <>
      <ColorDot color={color} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography sx={{ fontWeight: 600 }}>{name}</Typography>
          {!is_active && (
            <Chip size="small" color="warning" variant="outlined" label={t('services.inactive')} />
          )}
          {is_active && !accepts_online && (
            <Chip size="small" variant="outlined" label={t('services.offline')} />
          )}
        </Stack>
        {description && (
          <Typography variant="body2" color="text.secondary" noWrap>
            {description}
          </Typography>
        )}
      </Box>
      <Typography
        variant="body2"
        color="text.secondary"
        noWrap
        sx={{ display: { xs: 'none', lg: 'block' }, width: 240, flex: 'none' }}
      >
        {kinds.length === 0 ? t('services.anybody') : kinds.map(kind).join(', ')}
      </Typography>
      <Stack
        direction={{ xs: 'column-reverse', sm: 'row' }}
        sx={{ flex: 'none', columnGap: 2, alignItems: { xs: 'flex-end', sm: 'center' } }}
      >
        <Box sx={{ textAlign: 'right', width: { sm: 84, md: 150 } }}>
          <Typography variant="body2" color="text.secondary">
            {duration(minutes)}
          </Typography>
          {buffers > 0 && (
            <Typography
              component="p"
              color="text.secondary"
              sx={{ fontSize: '0.75rem', display: { xs: 'none', md: 'block' } }}
            >
              {t('services.buffers', { minutes: buffers })}
            </Typography>
          )}
        </Box>
        <Typography
          sx={{
            fontWeight: 650,
            textAlign: 'right',
            minWidth: { sm: 112 },
            fontVariantNumeric: 'tabular-nums',
          }}
        >
          {formats.money(price)}
        </Typography>
      </Stack>
    </>
  );
}
