import type { User } from '../../api/schema';

/** What can be done about somebody's access. */
export type Act = 'invite' | 'reset' | 'secondFactor' | 'enable' | 'disable' | 'delete';

/** What makes sense for this user and this asker. Nobody shuts themselves out, or rids themselves of a second factor here. */
export function possible(
  user: Pick<User, 'invited' | 'is_active' | 'second_factor' | 'last_login_at'>,
  self: boolean,
  can: (permission: string) => boolean,
): Act[] {
  const acts: Act[] = [];
  if (can('users.change') && !self) {
    if (user.is_active && user.invited) acts.push('invite');
    if (user.is_active && !user.invited) acts.push('reset');
    if (user.second_factor) acts.push('secondFactor');
    acts.push(user.is_active ? 'disable' : 'enable');
  }
  if (can('users.delete') && !self && !user.last_login_at) acts.push('delete');
  return acts;
}
