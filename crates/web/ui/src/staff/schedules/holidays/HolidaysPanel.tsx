import Add from '@mui/icons-material/Add';
import ChevronLeft from '@mui/icons-material/ChevronLeft';
import ChevronRight from '@mui/icons-material/ChevronRight';
import { Box, Button, Card, IconButton, Skeleton, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useEverywhere } from '../../core/everywhere';
import { ErrorNotice } from '../../ui/Notice';
import { holidaysQuery } from '../exceptions/queries';
import { HolidayDialog } from './HolidayDialog';
import { HolidayRow } from './HolidayRow';
import { byMonth } from './months';

/** The holidays of a year, and whether the business works on them. */
export function HolidaysPanel() {
  const t = useT();
  const formats = useFormats();
  const [params, setParams] = useSearchParams();
  const thisYear = Number(formats.today().slice(0, 4));
  const asked = Number(params.get('year'));
  const year = Number.isInteger(asked) && asked >= 2000 && asked <= 2100 ? asked : thisYear;
  const { data, error, refetch, isPlaceholderData } = useQuery(holidaysQuery(year));
  const mayChange = useEverywhere()('schedules.change');
  const [adding, setAdding] = useState(false);
  const turn = (to: number) => setParams({ tab: 'holidays', year: String(to) }, { replace: true });

  return (
    <>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap', mb: 1 }}>
        <IconButton
          aria-label={t('schedules.holidays.previous')}
          disabled={year <= 2000}
          onClick={() => turn(year - 1)}
        >
          <ChevronLeft />
        </IconButton>
        <IconButton
          aria-label={t('schedules.holidays.next')}
          disabled={year >= 2100}
          onClick={() => turn(year + 1)}
        >
          <ChevronRight />
        </IconButton>
        <Typography variant="h2" aria-live="polite" sx={{ flex: 1 }}>
          {t('schedules.holidays.year', { year })}
        </Typography>
        {mayChange && (
          <Button
            variant="contained"
            startIcon={<Add />}
            onClick={() => setAdding(true)}
            sx={{ minHeight: 40 }}
          >
            {t('schedules.holidays.add')}
          </Button>
        )}
      </Stack>
      <Typography color="text.secondary" sx={{ mb: 2.5, maxWidth: '72ch' }}>
        {t(mayChange ? 'schedules.holidays.explain' : 'schedules.holidays.everywhere')}
      </Typography>
      {error && !data ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : (
        <Box
          sx={{
            display: 'grid',
            gap: 2,
            gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 340px), 1fr))',
            opacity: isPlaceholderData ? 0.6 : 1,
          }}
        >
          {!data
            ? Array.from({ length: 12 }, (_, at) => <Skeleton key={at} variant="rounded" height={150} />)
            : byMonth(year, data).map(({ month, holidays }) => (
                <Card key={month} component="section" sx={{ p: 2 }}>
                  <Typography
                    variant="h3"
                    component="h3"
                    sx={{ mb: 0.5, '&::first-letter': { textTransform: 'uppercase' } }}
                  >
                    {formats.day(`${month}-01`, { month: 'long' })}
                  </Typography>
                  {holidays.length === 0 ? (
                    <Typography color="text.secondary">{t('schedules.holidays.none')}</Typography>
                  ) : (
                    <Stack component="ul" sx={{ m: 0, p: 0 }}>
                      {holidays.map((one) => (
                        <HolidayRow key={one.day} holiday={one} mayChange={mayChange} />
                      ))}
                    </Stack>
                  )}
                </Card>
              ))}
        </Box>
      )}
      {adding && (
        <HolidayDialog
          day={year === thisYear ? formats.today() : `${year}-01-01`}
          close={() => setAdding(false)}
        />
      )}
    </>
  );
}
