import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import DoneAllOutlined from '@mui/icons-material/DoneAllOutlined';
import EventBusyOutlined from '@mui/icons-material/EventBusyOutlined';
import EventRepeatOutlined from '@mui/icons-material/EventRepeatOutlined';
import HowToRegOutlined from '@mui/icons-material/HowToRegOutlined';
import PersonOffOutlined from '@mui/icons-material/PersonOffOutlined';
import PlayArrowOutlined from '@mui/icons-material/PlayArrowOutlined';
import RestoreOutlined from '@mui/icons-material/RestoreOutlined';
import type { SvgIconComponent } from '@mui/icons-material';
import { Box, Button } from '@mui/material';
import type { Appointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useVerbs } from './rights';
import type { Verb } from './verbs';

const ICONS: Record<Verb, SvgIconComponent> = {
  confirm: CheckCircleOutlined,
  arrive: HowToRegOutlined,
  start: PlayArrowOutlined,
  complete: DoneAllOutlined,
  'no-show': PersonOffOutlined,
  cancel: EventBusyOutlined,
  reschedule: EventRepeatOutlined,
  reopen: RestoreOutlined,
};

/** What can be done now; what comes next in most cases stands out. */
export function PanelVerbs(props: { appointment: Appointment; busy: boolean; onVerb: (verb: Verb) => void }) {
  const { appointment, busy, onVerb } = props;
  const t = useT();
  const verbs = useVerbs()(appointment);
  if (verbs.length === 0) return null;
  return (
    <Box
      role="group"
      aria-label={t('agenda.panel.verbs')}
      sx={{ display: 'grid', gap: 1, gridTemplateColumns: '1fr 1fr' }}
    >
      {verbs.map((verb, index) => {
        const Icon = ICONS[verb];
        const alone = index === verbs.length - 1 && verbs.length % 2 === 1;
        return (
          <Button
            key={verb}
            variant={index === 0 ? 'contained' : 'outlined'}
            color={verb === 'cancel' || verb === 'no-show' ? 'error' : index === 0 ? 'primary' : 'inherit'}
            startIcon={<Icon />}
            disabled={busy}
            onClick={() => onVerb(verb)}
            sx={{ minHeight: 44, ...(alone ? { gridColumn: '1 / -1' } : {}) }}
          >
            {t(`agenda.verbs.${verb}`)}
          </Button>
        );
      })}
    </Box>
  );
}
