import Add from '@mui/icons-material/Add';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import { Alert, Button, IconButton, Stack } from '@mui/material';
import { useT } from '../../../i18n/react';
import { formatTime } from '../time';
import { TimeField } from '../TimeField';
import type { Draft } from './form';

interface HoursFieldsProps {
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  told: 'hours' | 'order' | 'overlap' | null;
}

/** The hours of such a day. */
export function HoursFields({ draft, edit, told }: HoursFieldsProps) {
  const t = useT();
  const { hours } = draft;
  const texts = { hours: 'needHours', overlap: 'overlap' } as const;
  return (
    <Stack role="group" aria-label={t('schedules.exceptions.hours')} sx={{ gap: 1.5 }}>
      {hours.map((span, at) => (
        <Stack key={at} direction="row" sx={{ gap: 1, alignItems: 'center' }}>
          {(['from', 'until'] as const).map((end) => (
            <TimeField
              key={end}
              label={t(`schedules.time.${end}`)}
              value={span[end]}
              onChange={(value) =>
                edit({ hours: hours.map((one, other) => (other === at ? { ...one, [end]: value } : one)) })
              }
              fault={told === 'order' && span.from >= span.until ? t('schedules.time.order') : undefined}
              sx={{ width: 110 }}
            />
          ))}
          <IconButton
            aria-label={t('schedules.week.removeRange', {
              from: formatTime(span.from),
              until: formatTime(span.until),
            })}
            onClick={() => edit({ hours: hours.filter((_one, other) => other !== at) })}
          >
            <DeleteOutlined />
          </IconButton>
        </Stack>
      ))}
      {told && (
        <Alert severity="error">
          {t(told === 'order' ? 'schedules.time.order' : `schedules.exceptions.${texts[told]}`)}
        </Alert>
      )}
      <Button
        startIcon={<Add />}
        sx={{ alignSelf: 'flex-start', minHeight: 40 }}
        onClick={() => {
          const from = Math.min((hours.at(-1)?.until ?? 8 * 60) + 60, 22 * 60);
          edit({ hours: [...hours, { from, until: Math.min(from + 240, 24 * 60) }] });
        }}
      >
        {t('schedules.exceptions.addHours')}
      </Button>
    </Stack>
  );
}
