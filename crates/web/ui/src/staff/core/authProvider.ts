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
  // Leaving is `logOut` of the frame. react-admin calls this where nobody is logged in, before it shows the log-in page.
  async logout() {
    queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'tenant' });
  },
  async checkAuth() {
    if (!(await session.isIn())) throw new Error();
  },
  async checkError(error: unknown) {
    if (error instanceof ApiError && error.status === 403)
      void queryClient.invalidateQueries({ queryKey: ['me'] });
    if (error instanceof ApiError && error.status === 401 && session.getState() === 'out') throw error;
  },
  async getIdentity() {
    const me = await queryClient.ensureQueryData(meQuery);
    return { id: me.user.id, fullName: me.user.full_name };
  },
  async getPermissions() {
    return (await queryClient.ensureQueryData(meQuery)).permissions;
  },
  async canAccess({ resource, action }) {
    const me = await queryClient.ensureQueryData(meQuery);
    return me.permissions.includes(permissionFor(resource, action));
  },
};
