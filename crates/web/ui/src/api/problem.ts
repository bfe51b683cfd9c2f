import type { Problem } from './schema';

/**
 * What went wrong with a request, as the server said it (RFC 9457), or that no answer came (`status` 0).
 *
 * `message` is for people, in their language. `body.errors` has the shape that react-admin's forms read.
 */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** Stable; `network` where no answer came. */
  readonly code: string;
  /** What the server said beside the standard members, such as `allowed` or `available`. */
  readonly problem: Partial<Problem> & Record<string, unknown>;
  /** Seconds to wait, of 429 and 503. */
  readonly retryAfter: number | null;
  /** A member of its own, since react-admin's forms look past a getter. */
  readonly body: { errors?: Record<string, unknown> };

  constructor(status: number, problem: ApiError['problem'], retryAfter: number | null = null) {
    super([problem.title, problem.detail].filter(Boolean).join('. ').replaceAll('..', '.'));
    this.status = status;
    this.code = problem.code ?? (status === 0 ? 'network' : 'unknown');
    this.problem = problem;
    this.retryAfter = retryAfter;
    const fields = Object.entries(this.fields);
    this.body = fields.length > 0 ? { errors: nested(fields) } : {};
  }

  /** The fields that were refused, by their path, each with what to do about it. */
  get fields(): Record<string, string> {
    return Object.fromEntries((this.problem.errors ?? []).map((error) => [error.field, error.message]));
  }
}

/** `{"hours.0.from": "…"}` as `{hours: [{from: "…"}]}`-like nesting, which forms look errors up in. */
function nested(fields: [string, string][]): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [path, message] of fields) {
    const names = path.replace(/\[(\d+)\]/g, '.$1').split('.');
    let node = tree;
    for (const name of names.slice(0, -1)) {
      const next = node[name];
      node = (typeof next === 'object' && next !== null ? next : (node[name] = {})) as Record<
        string,
        unknown
      >;
    }
    node[names.at(-1) ?? path] = message;
  }
  return tree;
}

/** The problem in an answer that is not a success. */
export async function problemOf(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('Retry-After'));
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
  const problem: unknown = await response.json().catch(() => null);
  if (typeof problem !== 'object' || problem === null) return new ApiError(response.status, {}, retryAfter);
  return new ApiError(response.status, problem as ApiError['problem'], retryAfter);
}
