import type { AuthProvider } from 'react-admin';
import { ApiError } from '../../api/problem';
import { meQuery } from './me';
import { queryClient, session } from './session';

const ACTIONS: Record<string, string> = {
  list: 'view',
  show: 'view',
  create: 'add',
  edit: 'change',
  delete: 'delete',
  export: 'view',
};

/** The permission behind what react-admin asks, such as `clients.add` for creating a client. */
export function permissionFor(resource: string, action: string): string {
  return `${resource.replaceAll('-', '_')}.${ACTIONS[action] ?? action}`;
}

/** Tells react-admin who is logged in and what they may do. Expiry is not its business: `Session` waits it out. */
export const authProvider: AuthProvider = {
  async login(credentials: { email: string; password: string; code?: string }) {
    await session.login(credentials);
    queryClient.removeQueries({ queryKey: ['me'] });
  },
  // Leaving is `logOut`, and the way to the log-in page is the frame's: react-admin's would be a second one.
  async logout() {
    return false;
  },
  async checkAuth() {
    if (!(await session.isIn())) throw new Error();
  },
  // Where a session ends, the frame leads to the log-in page; a form that waits for it is not thrown away here.
  async checkError(error: unknown) {
    if (error instanceof ApiError && error.status === 403)
      void queryClient.invalidateQueries({ queryKey: ['me'] });
  },
  async getIdentity() {
    const me = await queryClient.ensureQueryData(meQuery);
    return { id: me.user.id, fullName: me.user.full_name };
  },
  async getPermissions() {
    // It is asked before the log-in page as well.
    if (!(await session.isIn())) return [];
    return (await queryClient.ensureQueryData(meQuery)).permissions;
  },
  async canAccess({ resource, action }) {
    const me = await queryClient.ensureQueryData(meQuery);
    return me.permissions.includes(permissionFor(resource, action));
  },
};
