import { Box, Stack, Tooltip, Typography } from '@mui/material';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { share, type DayLoad } from './occupancy';

/** How full the next days of a professional are: a bar a day. */
export function Load({ loads }: { loads: DayLoad[] | undefined }) {
  const t = useT();
  const formats = useFormats();
  const total = loads ? share(loads) : null;
  const text =
    total === null
      ? t('professionals.noHours')
      : t('professionals.booked', { share: formats.percent(total) });
  return (
    <Stack direction="row" sx={{ alignItems: 'flex-end', gap: 1.5 }}>
      <Stack direction="row" aria-hidden sx={{ gap: '5px', flex: 'none' }}>
        {(loads ?? []).map((load) => {
          const part = share([load]);
          const day = formats.dayShort(load.day);
          return (
            <Tooltip
              key={load.day}
              title={
                part === null
                  ? t('professionals.dayFree', { day })
                  : t('professionals.dayBooked', { day, share: formats.percent(part) })
              }
            >
              <Stack sx={{ alignItems: 'center', gap: '2px' }}>
                <Box
                  sx={(theme) => ({
                    width: 14,
                    height: 30,
                    borderRadius: '5px',
                    overflow: 'hidden',
                    display: 'flex',
                    alignItems: 'flex-end',
                    background: part === null ? 'transparent' : theme.tokens.sunken,
                    border:
                      part === null ? `1px dashed ${theme.tokens.line}` : `1px solid ${theme.tokens.line}`,
                  })}
                >
                  <Box
                    sx={{
                      width: 1,
                      height: `${Math.round((part ?? 0) * 100)}%`,
                      background: 'primary.main',
                      bgcolor: 'primary.main',
                    }}
                  />
                </Box>
                <Typography color="text.secondary" sx={{ fontSize: '0.6875rem', lineHeight: 1 }}>
                  {formats.weekday(load.day, 'narrow')}
                </Typography>
              </Stack>
            </Tooltip>
          );
        })}
      </Stack>
      <Typography variant="body2" color="text.secondary">
        {text}
      </Typography>
    </Stack>
  );
}
