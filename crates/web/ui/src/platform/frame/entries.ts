import type { SvgIconComponent } from '@mui/icons-material';
import AdminPanelSettingsOutlined from '@mui/icons-material/AdminPanelSettingsOutlined';
import ContentCutOutlined from '@mui/icons-material/ContentCutOutlined';
import DashboardOutlined from '@mui/icons-material/DashboardOutlined';
import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import LocalOfferOutlined from '@mui/icons-material/LocalOfferOutlined';
import MonitorHeartOutlined from '@mui/icons-material/MonitorHeartOutlined';
import PendingActionsOutlined from '@mui/icons-material/PendingActionsOutlined';
import SchemaOutlined from '@mui/icons-material/SchemaOutlined';
import StorefrontOutlined from '@mui/icons-material/StorefrontOutlined';
import type { Key } from '../../i18n';

export interface Entry {
  to: string;
  label: Key;
  icon: SvgIconComponent;
}

/** The navigation, by sections. */
export const SECTIONS: { label: Key; entries: Entry[] }[] = [
  {
    label: 'platform.sections.business',
    entries: [
      { to: '/', label: 'platform.overview.title', icon: DashboardOutlined },
      { to: '/tenants', label: 'platform.tenants.title', icon: StorefrontOutlined },
      { to: '/plans', label: 'platform.plans.title', icon: LocalOfferOutlined },
      { to: '/service-templates', label: 'platform.templates.title', icon: ContentCutOutlined },
    ],
  },
  {
    label: 'platform.sections.operation',
    entries: [
      { to: '/health', label: 'platform.health.title', icon: MonitorHeartOutlined },
      { to: '/jobs', label: 'platform.jobs.title', icon: PendingActionsOutlined },
      { to: '/migrations', label: 'platform.migrations.title', icon: SchemaOutlined },
    ],
  },
  {
    label: 'platform.sections.control',
    entries: [
      { to: '/audit', label: 'platform.audit.title', icon: HistoryOutlined },
      { to: '/users', label: 'platform.users.title', icon: AdminPanelSettingsOutlined },
    ],
  },
];

/** Whether a screen belongs to an entry. */
export const isAt = (to: string, path: string) => path === to || (to !== '/' && path.startsWith(`${to}/`));
