import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import {
  Box,
  Button,
  Checkbox,
  FormControlLabel,
  IconButton,
  Popover,
  Stack,
  Tooltip,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import { useT } from '../../../i18n/react';
import { useWeekday } from '../useWeekday';
import { useWeekContext } from './context';
import { copied, WEEKDAYS } from './week';

/** Makes other days like this one. */
export function CopyDay({ weekday, small }: { weekday: number; small?: boolean }) {
  const t = useT();
  const name = useWeekday();
  const { week, change, canEdit } = useWeekContext();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [to, setTo] = useState<number[]>([]);
  const label = t('schedules.week.copyDay', { day: name(weekday) });

  const apply = () => {
    // Hours at branches of others stay where they are.
    change((now) => [...now.filter((one) => !canEdit(one)), ...copied(now.filter(canEdit), weekday, to)]);
    setAnchor(null);
  };
  return (
    <>
      <Tooltip title={label}>
        <span>
          <IconButton
            size={small ? 'small' : 'medium'}
            color={small ? 'inherit' : 'default'}
            aria-label={label}
            aria-haspopup="dialog"
            disabled={!week.some((one) => one.weekday === weekday && canEdit(one))}
            onClick={(event) => {
              setTo(weekday <= 5 ? [1, 2, 3, 4, 5].filter((day) => day !== weekday) : []);
              setAnchor(event.currentTarget);
            }}
          >
            <ContentCopyOutlined fontSize="small" />
          </IconButton>
        </span>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
        transformOrigin={{ vertical: 'top', horizontal: 'center' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': label } }}
      >
        <Box sx={{ p: 2, minWidth: 200 }}>
          <Typography variant="h4" component="h3" sx={{ mb: 0.5 }}>
            {t('schedules.week.copyTo')}
          </Typography>
          <Stack>
            {WEEKDAYS.filter((day) => day !== weekday).map((day) => (
              <FormControlLabel
                key={day}
                label={name(day)}
                control={
                  <Checkbox
                    checked={to.includes(day)}
                    onChange={(_event, on) =>
                      setTo((now) => (on ? [...now, day] : now.filter((one) => one !== day)))
                    }
                  />
                }
              />
            ))}
          </Stack>
          <Button variant="contained" fullWidth disabled={to.length === 0} onClick={apply} sx={{ mt: 1 }}>
            {t('schedules.week.copyAction')}
          </Button>
        </Box>
      </Popover>
    </>
  );
}
