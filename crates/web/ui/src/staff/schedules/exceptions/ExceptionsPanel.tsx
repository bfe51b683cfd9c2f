import Add from '@mui/icons-material/Add';
import ChevronLeft from '@mui/icons-material/ChevronLeft';
import ChevronRight from '@mui/icons-material/ChevronRight';
import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import { Box, Button, IconButton, MenuItem, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { ScheduleException } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { ExceptionDialog, type Opened } from './ExceptionDialog';
import { ExceptionRow } from './ExceptionRow';
import { kindOf } from './kinds';
import { addMonths, monthOf, weeksOf } from './month';
import { MonthGrid } from './MonthGrid';
import { exceptionsQuery, holidaysQuery } from './queries';
import { useNames } from './useNames';

/** Days that are not like every week's, by month: of the whole business, or of a professional. */
export function ExceptionsPanel({ professional }: { professional?: string }) {
  const t = useT();
  const formats = useFormats();
  const can = useCan();
  const [params, setParams] = useSearchParams();
  const asked = params.get('month') ?? '';
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : monthOf(formats.today());
  const who = professional ?? params.get('professional') ?? '';
  const [opened, setOpened] = useState<Opened | null>(null);
  const { professionals, whose } = useNames();

  const weeks = weeksOf(month);
  const [first, last] = [weeks[0]?.[0] ?? '', weeks.at(-1)?.[6] ?? ''];
  const found = useQuery(exceptionsQuery(first, last, who || undefined));
  const holidays = useQuery(holidaysQuery(Number(month.slice(0, 4))));
  const mayChange = can('schedules.change');

  const put = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const turn = (to: string) => put('month', to === monthOf(formats.today()) ? '' : to);
  const add = (from: string, until: string) =>
    setOpened({ kind: 'new', from, until, professional: who, fixed: professional !== undefined });
  const open = (exception: ScheduleException) => setOpened({ kind: 'old', exception });
  const label = (one: ScheduleException) => {
    const what = one.reason ?? t(`schedules.exceptions.kinds.${kindOf(one.kind)}`);
    return professional && one.professional_id ? what : `${whose(one, true)} · ${what}`;
  };
  const inMonth = (found.data ?? []).filter(
    ({ starts_on, ends_on }) => monthOf(starts_on) <= month && month <= monthOf(ends_on),
  );
  const today = formats.today();
  const addButton = mayChange && (
    <Button
      variant="contained"
      startIcon={<Add />}
      onClick={() => {
        const day = monthOf(today) === month ? today : `${month}-01`;
        add(day, day);
      }}
      sx={{ minHeight: 40 }}
    >
      {t('schedules.exceptions.add')}
    </Button>
  );

  return (
    <>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap', mb: 2 }}>
        <IconButton
          aria-label={t('schedules.exceptions.previous')}
          onClick={() => turn(addMonths(month, -1))}
        >
          <ChevronLeft />
        </IconButton>
        <IconButton aria-label={t('schedules.exceptions.next')} onClick={() => turn(addMonths(month, 1))}>
          <ChevronRight />
        </IconButton>
        <Typography
          variant="h2"
          aria-live="polite"
          sx={{ '&::first-letter': { textTransform: 'uppercase' } }}
        >
          {formats.month(`${month}-01`)}
        </Typography>
        {month !== monthOf(today) && (
          <Button onClick={() => turn(monthOf(today))} sx={{ minHeight: 40 }}>
            {t('common.today')}
          </Button>
        )}
        <Box sx={{ flex: 1 }} />
        {professional === undefined && professionals && professionals.length > 1 && (
          <TextField
            select
            label={t('schedules.exceptions.filter')}
            value={professionals.some(({ id }) => id === who) ? who : ''}
            onChange={(event) => put('professional', event.target.value)}
            sx={{ minWidth: 200 }}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            <MenuItem value="">{t('schedules.exceptions.everybody')}</MenuItem>
            {professionals.map(({ id, full_name }) => (
              <MenuItem key={id} value={id}>
                {full_name}
              </MenuItem>
            ))}
          </TextField>
        )}
        {addButton}
      </Stack>
      {found.error && !found.data ? (
        <ErrorNotice error={found.error} retry={() => void found.refetch()} />
      ) : (
        <Box
          sx={{
            display: 'grid',
            gap: 3,
            gridTemplateColumns: { lg: 'minmax(0, 1fr) 340px' },
            alignItems: 'start',
          }}
        >
          <MonthGrid
            month={month}
            exceptions={found.data ?? []}
            holidays={holidays.data ?? []}
            label={label}
            open={open}
            add={mayChange ? add : null}
            turn={turn}
          />
          <Box component="section" aria-labelledby="month-list">
            <Typography id="month-list" variant="h3" component="h2" sx={{ mb: 1.5 }}>
              {t('schedules.exceptions.listTitle')}
            </Typography>
            {!found.data ? (
              <Stack sx={{ gap: 1 }}>
                <Skeleton variant="rounded" height={84} />
                <Skeleton variant="rounded" height={84} />
              </Stack>
            ) : inMonth.length === 0 ? (
              <Notice
                icon={EventAvailableOutlined}
                title={t('schedules.exceptions.empty.title')}
                text={t('schedules.exceptions.empty.text')}
              />
            ) : (
              <Stack component="ul" sx={{ gap: 1, m: 0, p: 0 }}>
                {inMonth.map((one) => (
                  <ExceptionRow key={one.id} exception={one} whose={whose(one)} open={() => open(one)} />
                ))}
              </Stack>
            )}
          </Box>
        </Box>
      )}
      {opened && <ExceptionDialog opened={opened} close={() => setOpened(null)} />}
    </>
  );
}
