import type { DataProvider, GetListParams, Identifier, RaRecord } from 'react-admin';
import { basePath } from './base';
import { ApiError, problemOf } from './problem';
import type { Session } from './session';

type Row = RaRecord & { version?: number };

/** Where a resource is, where that is not `/api/v1/<its name>`. */
export type Paths = Record<string, string>;

/**
 * react-admin's reading and writing, in the terms of our API: pages, `filter[field][gte]=`, `If-Match` with the version
 * that the form was opened with, and only those fields that changed, since unknown ones are refused.
 *
 * A list's filters are `q`, the names in `plain` (sent as they are), and fields of the row, with `field.gte` for bounds.
 * What has an operation of its own (a verb, an upload) is called through the typed client instead.
 */
export function createDataProvider(session: Session, paths: Paths = {}): DataProvider {
  const root = (resource: string) =>
    `${location.origin}${basePath}${paths[resource] ?? `/api/v1/${resource}`}`;
  const at = (resource: string, id: Identifier) => `${root(resource)}/${encodeURIComponent(id)}`;

  async function call(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await session.fetch(new Request(url, init));
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async function write(
    method: string,
    url: string,
    body: unknown,
    headers: HeadersInit = {},
  ): Promise<Response> {
    return call(url, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  async function page(resource: string, query: URLSearchParams, signal?: AbortSignal) {
    const response = await call(`${root(resource)}?${query}`, signal ? { signal } : {});
    const { data, total } = (await response.json()) as { data: Row[]; total?: number };
    return { data: data.map(identified), total: total ?? data.length };
  }

  async function one(resource: string, id: Identifier, signal?: AbortSignal): Promise<Row> {
    const response = await call(at(resource, id), signal ? { signal } : {});
    const row = (await response.json()) as Row;
    const tag = /"(\d+)"/.exec(response.headers.get('ETag') ?? '')?.[1];
    return identified(
      tag === undefined || row.version !== undefined ? row : { ...row, version: Number(tag) },
    );
  }

  const provider: DataProvider = {
    supportAbortSignal: true,
    async getList(resource, params) {
      return page(resource, listQuery(params), params.signal) as never;
    },
    async getOne(resource, params) {
      return { data: await one(resource, params.id, params.signal) } as never;
    },
    async getMany(resource, params) {
      const rows = await Promise.all(params.ids.map((id) => one(resource, id, params.signal).catch(gone)));
      return { data: rows.filter((row) => row !== null) } as never;
    },
    async getManyReference(resource, params) {
      const filter = { ...params.filter, [params.target]: params.id };
      return page(resource, listQuery({ ...params, filter }), params.signal) as never;
    },
    async create(resource, params) {
      const { idempotencyKey } = (params.meta ?? {}) as { idempotencyKey?: string };
      const response = await write('POST', root(resource), given(params.data), {
        'Idempotency-Key': idempotencyKey ?? crypto.randomUUID(),
      });
      return { data: identified((await response.json()) as Row) } as never;
    },
    async update(resource, params) {
      const previous = params.previousData as Row | undefined;
      const changes = changed(previous ?? {}, params.data as Row);
      if (previous && Object.keys(changes).length === 0) return { data: previous } as never;
      const version = (params.data as Row).version ?? previous?.version;
      const response = await write(
        'PATCH',
        at(resource, params.id),
        changes,
        version === undefined ? {} : { 'If-Match': `"${version}"` },
      );
      return { data: identified((await response.json()) as Row) } as never;
    },
    async delete(resource, params) {
      const version =
        (params.previousData as Row | undefined)?.version ?? (await one(resource, params.id)).version;
      await call(at(resource, params.id), {
        method: 'DELETE',
        headers: version === undefined ? {} : { 'If-Match': `"${version}"` },
      });
      return { data: params.previousData ?? { id: params.id } } as never;
    },
    async updateMany(resource, params) {
      for (const id of params.ids) {
        const previousData = await one(resource, id);
        await provider.update(resource, { id, data: { ...previousData, ...params.data }, previousData });
      }
      return { data: params.ids } as never;
    },
    async deleteMany(resource, params) {
      for (const id of params.ids) await provider.delete(resource, { id } as never);
      return { data: params.ids } as never;
    },
  };
  return provider;
}

/** Rows known by a code get it as their id. */
function identified(row: Row): Row {
  return row.id === undefined && 'code' in row ? { ...row, id: row.code as string } : row;
}

/** A row that is not there any more is left out; any other failure is one. */
function gone(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
}

function listQuery({ pagination, sort, filter, meta }: GetListParams): URLSearchParams {
  const query = new URLSearchParams();
  if (pagination) {
    query.set('page', String(pagination.page));
    query.set('per_page', String(Math.min(100, pagination.perPage)));
  }
  if (sort?.field && sort.field !== 'id') query.set('sort', (sort.order === 'DESC' ? '-' : '') + sort.field);
  const plain = new Set(['q', ...((meta as { plain?: string[] } | undefined)?.plain ?? [])]);
  for (const [name, value] of Object.entries((filter ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === '') continue;
    const [field = '', bound] = name.split('.');
    const text = Array.isArray(value) ? value.join(',') : String(value);
    if (plain.has(name)) query.set(name, text);
    else query.set(bound === undefined ? `filter[${field}]` : `filter[${field}][${bound}]`, text);
  }
  return query;
}

/** What a form gives, without what it leaves empty. */
function given(data: object): object {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

/** The members that differ; an emptied one is null. */
function changed(before: object, after: object): object {
  const old = before as Record<string, unknown>;
  const differs = ([name, value]: [string, unknown]) =>
    name !== 'version' && JSON.stringify(value ?? null) !== JSON.stringify(old[name] ?? null);
  const names = new Set(
    Object.entries(after)
      .filter(differs)
      .map(([name]) => name),
  );
  for (const pair of TOGETHER)
    if (pair.some((name) => names.has(name))) pair.forEach((name) => names.add(name));
  const values = after as Record<string, unknown>;
  return Object.fromEntries(
    [...names].map((name) => [name, values[name] === '' ? null : (values[name] ?? null)]),
  );
}

/** What the API takes only together: a document's number says nothing without its kind. */
const TOGETHER = [['document_kind', 'document_number']];
