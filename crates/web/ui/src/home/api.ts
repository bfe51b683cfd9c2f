import { createApi } from '../api/client';

/** The API as anybody. */
export const api = createApi();
