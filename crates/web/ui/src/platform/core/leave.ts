import { basePath } from '../../api/base';
import { session } from './session';

/** Logs out and begins anew at the log-in page: nothing of what somebody saw stays in memory. */
export async function logOut(): Promise<void> {
  await session.logout();
  location.assign(`${basePath}/admin/login`);
}
