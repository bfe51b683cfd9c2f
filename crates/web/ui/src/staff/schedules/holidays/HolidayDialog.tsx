import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Stack,
  Switch,
  TextField,
} from '@mui/material';
import { useState } from 'react';
import { useT } from '../../../i18n/react';
import { useHoliday } from './useHoliday';

/** A day of the business's own. */
export function HolidayDialog({ day: first, close }: { day: string; close: () => void }) {
  const t = useT();
  const [day, setDay] = useState(first);
  const [name, setName] = useState('');
  const [works, setWorks] = useState(false);
  const say = useHoliday(close);
  return (
    <Dialog open onClose={close} maxWidth="xs" fullWidth aria-labelledby="holiday-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say.mutate({ day, word: { name: name.trim(), is_working: works } });
        }}
      >
        <DialogTitle id="holiday-title">{t('schedules.holidays.add')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            <TextField
              type="date"
              required
              label={t('schedules.holidays.date')}
              value={day}
              onChange={(event) => setDay(event.target.value)}
              slotProps={{ inputLabel: { shrink: true } }}
            />
            <TextField
              required
              autoFocus
              label={t('schedules.holidays.name')}
              helperText={t('schedules.holidays.nameHint')}
              value={name}
              onChange={(event) => setName(event.target.value)}
              slotProps={{ htmlInput: { maxLength: 100 } }}
            />
            <FormControlLabel
              control={<Switch checked={works} onChange={(_event, on) => setWorks(on)} />}
              label={t('schedules.holidays.works')}
            />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={close} sx={{ minHeight: 40 }}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            loading={say.isPending}
            disabled={!day || !name.trim()}
            sx={{ minHeight: 40 }}
          >
            {t('common.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
