import { createApi } from '../../api/client';
import { createQueryClient } from '../../api/queries';
import { Session } from '../../api/session';

/** The super admin's log-in. */
export const session = new Session('/api/v1/platform/auth');

/** The API as the super admin. */
export const api = createApi(session);

export const queryClient = createQueryClient(5_000);
