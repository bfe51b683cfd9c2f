import { Box, Card, Chip, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink } from 'react-router-dom';
import { Link } from '@mui/material';
import { useT } from '../../../i18n/react';
import { SaveDock } from '../../ui/SaveDock';
import { Loaded } from '../Loaded';
import { bookingSettingsQuery, type BookingRules } from '../queries';
import { SwitchRule } from './controls';
import { useRules } from './useRules';
import { useSpan } from './useSpan';

/** As many reminders as the API takes. */
const MOST = 4;
const USUAL = [30, 60, 120, 240, 720, 1440, 2880, 4320, 10080];

/** When clients are reminded of an appointment, and whether they are asked how it was. */
export default function RemindersSection() {
  return <Loaded query={useQuery(bookingSettingsQuery)}>{(saved) => <Form saved={saved} />}</Loaded>;
}

function Form({ saved }: { saved: BookingRules }) {
  const t = useT();
  const span = useSpan();
  const { common, dock } = useRules(saved);
  const { rules, set, disabled } = common;
  const chosen = [...rules.reminder_minutes].sort((a, b) => b - a);
  const choose = (reminder_minutes: number[]) =>
    set({ reminder_minutes: reminder_minutes.sort((a, b) => b - a) });
  return (
    <>
      <Card component="section">
        <Box sx={{ px: { xs: 2, sm: 3 }, py: 2.5 }}>
          <Typography variant="h4" component="h2">
            {t('settings.reminders.title')}
          </Typography>
          <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
            {t('settings.reminders.text')}
          </Typography>
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
            {chosen.length === 0 && (
              <Typography color="text.secondary">{t('settings.reminders.none')}</Typography>
            )}
            {chosen.map((minutes) => (
              <Chip
                key={minutes}
                label={t('settings.reminders.before', { span: span(minutes) })}
                sx={{ height: 40, fontSize: '0.9375rem' }}
                {...(disabled ? {} : { onDelete: () => choose(chosen.filter((one) => one !== minutes)) })}
              />
            ))}
            {!disabled && chosen.length < MOST && (
              <TextField
                select
                label={t('settings.reminders.add')}
                value=""
                onChange={({ target }) => choose([...chosen, Number(target.value)])}
                sx={{ width: 200 }}
              >
                {USUAL.filter((minutes) => !chosen.includes(minutes)).map((minutes) => (
                  <MenuItem key={minutes} value={minutes}>
                    {t('settings.reminders.before', { span: span(minutes) })}
                  </MenuItem>
                ))}
              </TextField>
            )}
          </Stack>
          {chosen.length === MOST && !disabled && (
            <Typography variant="body2" color="text.secondary" sx={{ mt: 1.5 }}>
              {t('settings.reminders.most', { most: MOST })}
            </Typography>
          )}
          <Typography variant="body2" sx={{ mt: 2 }}>
            <Link component={RouterLink} to="/ajustes?seccion=correos&carta=recordatorio-cita">
              {t('settings.reminders.words')}
            </Link>
          </Typography>
        </Box>
        <Box sx={(theme) => ({ borderTop: `1px solid ${theme.tokens.line}` })}>
          <SwitchRule name="asks_feedback" {...common} />
        </Box>
      </Card>
      {!disabled && <SaveDock {...dock} />}
    </>
  );
}
