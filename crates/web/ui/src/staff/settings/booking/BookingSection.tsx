import { Box, Card, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../../../i18n/react';
import { SaveDock } from '../../ui/SaveDock';
import { Loaded } from '../Loaded';
import { bookingSettingsQuery, type BookingRules } from '../queries';
import { ChoiceRule, SwitchRule } from './controls';
import { useRules } from './useRules';
import { useSpan } from './useSpan';

const NOTICE = [0, 30, 60, 120, 240, 720, 1440, 2880];

/** When and how customers may book, move and cancel. */
export default function BookingSection() {
  return <Loaded query={useQuery(bookingSettingsQuery)}>{(saved) => <Form saved={saved} />}</Loaded>;
}

function Form({ saved }: { saved: BookingRules }) {
  const t = useT();
  const span = useSpan();
  const { common, dock } = useRules(saved);
  const notice = (minutes: number) => (minutes === 0 ? t('settings.span.anytime') : span(minutes));
  const days = (count: number) => t('settings.span.days', { smart_count: count });
  return (
    <>
      <Group title={t('settings.rules.groups.online')}>
        <SwitchRule name="public_booking" {...common} />
        <SwitchRule name="confirms_public" {...common} />
        <ChoiceRule name="minimum_notice_minutes" choices={NOTICE} words={notice} {...common} />
        <ChoiceRule name="window_days" choices={[7, 15, 30, 60, 90, 180, 365]} words={days} {...common} />
        <ChoiceRule name="change_notice_minutes" choices={NOTICE} words={notice} {...common} />
      </Group>
      <Group title={t('settings.rules.groups.agenda')}>
        <ChoiceRule name="interval_minutes" choices={[5, 10, 15, 20, 30, 60]} words={span} {...common} />
        <ChoiceRule name="hold_minutes" choices={[5, 10, 15, 20, 30]} words={span} {...common} />
        <ChoiceRule name="offer_minutes" choices={[15, 30, 60, 120, 240, 720]} words={span} {...common} />
        <SwitchRule name="works_on_holidays" {...common} />
      </Group>
      <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
        <Typography variant="h4" component="h2">
          {t('settings.rules.consent.title')}
        </Typography>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
          {t('settings.rules.consent.text')}
        </Typography>
        <TextField
          fullWidth
          multiline
          minRows={3}
          label={t('settings.rules.consent.label')}
          placeholder={t('settings.rules.consent.standard')}
          value={common.rules.consent_text ?? ''}
          onChange={({ target }) => common.set({ consent_text: target.value === '' ? null : target.value })}
          disabled={common.disabled}
          slotProps={{ htmlInput: { maxLength: 2000 }, inputLabel: { shrink: true } }}
        />
      </Card>
      {!common.disabled && <SaveDock {...dock} />}
    </>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Card component="section" sx={{ mb: 2 }}>
      <Box sx={{ px: { xs: 2, sm: 3 }, pt: 2.5, pb: 0.5 }}>
        <Typography variant="h3" component="h2">
          {title}
        </Typography>
      </Box>
      {children}
    </Card>
  );
}
