import { createApi } from '../../api/client';
import { createQueryClient } from '../../api/queries';
import { Session } from '../../api/session';

/** The log-in of this page. */
export const session = new Session('/api/v1/auth');

/** The API as whoever is logged in. */
export const api = createApi(session);

export const queryClient = createQueryClient(15_000);
