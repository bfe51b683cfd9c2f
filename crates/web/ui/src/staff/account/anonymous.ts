import { createApi } from '../../api/client';

/** The API as anybody: for whoever has a link, and no log-in. */
export const anonymous = createApi();
