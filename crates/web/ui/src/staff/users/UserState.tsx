import GppGoodOutlined from '@mui/icons-material/GppGoodOutlined';
import type { User } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Tag, type Tone } from '../ui/Tag';

export type State = 'invited' | 'active' | 'disabled';

/** Whether somebody works here, is still to come, or may not come in. */
export function stateOf(user: Pick<User, 'is_active' | 'invited'>): State {
  if (!user.is_active) return 'disabled';
  return user.invited ? 'invited' : 'active';
}

const TONES: Record<State, Tone> = { invited: 'warning', active: 'success', disabled: 'neutral' };

export function UserState({ user }: { user: User }) {
  const t = useT();
  const state = stateOf(user);
  return <Tag component="span" tone={TONES[state]} label={t(`users.states.${state}`)} />;
}

/** Whether a second factor is asked for. */
export function SecondFactor({ user }: { user: User }) {
  const t = useT();
  return user.second_factor ? (
    <Tag component="span" tone="info" icon={<GppGoodOutlined />} label={t('users.secondFactor')} />
  ) : (
    <>{t('common.no')}</>
  );
}
