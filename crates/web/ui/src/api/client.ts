import createClient, { type Client, type FetchResponse } from 'openapi-fetch';
import { basePath, spoken } from './base';
import { problemOf } from './problem';
import type { paths } from './schema';
import { send, type Session } from './session';

/** The API, typed by the OpenAPI document. Use it through [`done`], which turns problems into exceptions. */
export type Api = Client<paths>;

/** The API as whoever is logged in, or, without a session, as anybody. */
export function createApi(session?: Session): Api {
  return createClient<paths>({
    baseUrl: `${location.origin}${basePath}`,
    fetch: (request) => {
      if (session) return session.fetch(request);
      request.headers.set('Accept-Language', spoken.language);
      return send(request);
    },
  });
}

/**
 * What a call answers; its problem as an `ApiError`.
 *
 * `const me = await done(api.GET('/api/v1/me'));`
 */
export async function done<T extends Record<string | number, unknown>, O, M extends `${string}/${string}`>(
  call: Promise<FetchResponse<T, O, M>>,
): Promise<NonNullable<FetchResponse<T, O, M>['data']>> {
  const { data, response, error } = await call;
  if (!response.ok) {
    // The body was read already; its problem is in `error`.
    throw await problemOf(
      new Response(JSON.stringify(error ?? null), { status: response.status, headers: response.headers }),
    );
  }
  return data as NonNullable<FetchResponse<T, O, M>['data']>;
}

/** The version of a row as the header that changing it asks for. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });

/** The name of a filter other than "is": `filter: { [filterBy('state', 'in')]: 'waiting,offered' }` is `filter[state][in]=…`. */
export const filterBy = (field: string, operator: 'in' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'empty') =>
  `${field}][${operator}`;
