import type { SvgIconComponent } from '@mui/icons-material';
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import EditNoteOutlined from '@mui/icons-material/EditNoteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import EventBusyOutlined from '@mui/icons-material/EventBusyOutlined';
import EventRepeatOutlined from '@mui/icons-material/EventRepeatOutlined';
import GppBadOutlined from '@mui/icons-material/GppBadOutlined';
import HowToRegOutlined from '@mui/icons-material/HowToRegOutlined';
import MarkEmailReadOutlined from '@mui/icons-material/MarkEmailReadOutlined';
import PersonAddAlt1Outlined from '@mui/icons-material/PersonAddAlt1Outlined';
import PersonOffOutlined from '@mui/icons-material/PersonOffOutlined';
import PersonRemoveOutlined from '@mui/icons-material/PersonRemoveOutlined';
import PlayCircleOutlined from '@mui/icons-material/PlayCircleOutlined';
import RestoreOutlined from '@mui/icons-material/RestoreOutlined';
import StarOutlined from '@mui/icons-material/StarOutlined';
import ThumbUpOutlined from '@mui/icons-material/ThumbUpOutlined';
import UnsubscribeOutlined from '@mui/icons-material/UnsubscribeOutlined';
import VerifiedUserOutlined from '@mui/icons-material/VerifiedUserOutlined';
import type { TimelineKind } from '../../../api/schema';

type Tone = 'primary' | 'success' | 'danger' | 'warning' | 'info' | 'inkSoft';

interface Sign {
  icon: SvgIconComponent;
  /** A colour of the theme's tokens. */
  tone: Tone;
}

const SIGNS: Record<TimelineKind, Sign> = {
  appointment_booked: { icon: EventAvailableOutlined, tone: 'primary' },
  appointment_confirmed: { icon: ThumbUpOutlined, tone: 'info' },
  appointment_moved: { icon: EventRepeatOutlined, tone: 'warning' },
  appointment_cancelled: { icon: EventBusyOutlined, tone: 'inkSoft' },
  appointment_arrived: { icon: HowToRegOutlined, tone: 'info' },
  appointment_started: { icon: PlayCircleOutlined, tone: 'info' },
  appointment_completed: { icon: CheckCircleOutlined, tone: 'success' },
  appointment_no_show: { icon: PersonOffOutlined, tone: 'danger' },
  appointment_reopened: { icon: RestoreOutlined, tone: 'warning' },
  rated: { icon: StarOutlined, tone: 'warning' },
  note_written: { icon: EditNoteOutlined, tone: 'primary' },
  consent_given: { icon: VerifiedUserOutlined, tone: 'success' },
  consent_withdrawn: { icon: GppBadOutlined, tone: 'warning' },
  letter_sent: { icon: MarkEmailReadOutlined, tone: 'inkSoft' },
  letter_failed: { icon: UnsubscribeOutlined, tone: 'danger' },
  client_registered: { icon: PersonAddAlt1Outlined, tone: 'success' },
  client_changed: { icon: EditOutlined, tone: 'inkSoft' },
  client_deleted: { icon: PersonRemoveOutlined, tone: 'danger' },
  client_restored: { icon: RestoreOutlined, tone: 'success' },
};

/** The sign of what happened; a plain one for what is newer than this page. */
export function signOf(kind: TimelineKind): Sign {
  return (SIGNS as Partial<typeof SIGNS>)[kind] ?? { icon: EditOutlined, tone: 'inkSoft' };
}
