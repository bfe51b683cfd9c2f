import type { AuthProvider } from 'react-admin';
import { ApiError } from '../../api/problem';
import { meQuery } from './me';
import { queryClient, session } from './session';

/** Tells react-admin who is logged in. Whoever is may do everything: there is but one role. */
export const authProvider: AuthProvider = {
  async login() {
    await session.isIn();
  },
  async logout() {
    if (session.getState() === 'in') await session.logout();
    queryClient.clear();
  },
  async checkAuth() {
    if (!(await session.isIn())) throw new Error();
  },
  async checkError(error: unknown) {
    if (error instanceof ApiError && error.code === 'second_factor_missing')
      await queryClient.invalidateQueries({ queryKey: ['me'] });
    if (error instanceof ApiError && error.status === 401 && session.getState() === 'out') throw error;
  },
  async getIdentity() {
    const { user } = await queryClient.ensureQueryData(meQuery);
    return { id: user.id, fullName: user.full_name };
  },
  async getPermissions() {
    return [];
  },
};
