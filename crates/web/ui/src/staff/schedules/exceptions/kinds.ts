import BeachAccessOutlined from '@mui/icons-material/BeachAccessOutlined';
import MoreTimeOutlined from '@mui/icons-material/MoreTimeOutlined';
import type { SvgIconComponent } from '@mui/icons-material';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import type { Tokens } from '../../../theme/tokens';
import { lookOf, type Look } from '../looks';

export const KINDS = ['day_off', 'other_hours', 'extra_day'] as const;
export type Kind = (typeof KINDS)[number];

export const ICONS: Record<Kind, SvgIconComponent> = {
  day_off: BeachAccessOutlined,
  other_hours: ScheduleOutlined,
  extra_day: MoreTimeOutlined,
};

export const kindOf = (kind: string): Kind => KINDS.find((one) => one === kind) ?? 'day_off';

/** What sorts of days are told apart by, with their icons. */
export function kindLook(kind: string, tokens: Tokens): Look {
  const color = { day_off: tokens.danger, other_hours: tokens.info, extra_day: tokens.success }[kindOf(kind)];
  return lookOf(color, tokens);
}
