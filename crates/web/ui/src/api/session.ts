import { basePath, spoken } from './base';
import { ApiError, problemOf } from './problem';
import type { LoginBody, TokenPair } from './schema';

/**
 * - `unknown`: nobody asked yet.
 * - `in`, `out`: logged in, or not.
 * - `expired`: it ended while somebody was at work. What was sent meanwhile waits until they are in again.
 */
export type SessionState = 'unknown' | 'in' | 'out' | 'expired';

/**
 * A log-in. The access token is only in memory; the refresh token is a cookie that no script sees. Nothing is stored.
 */
export class Session {
  state: SessionState = 'unknown';
  private readonly root: string;
  private token: string | null = null;
  private renewing: Promise<boolean> | null = null;
  private readonly listeners = new Set<() => void>();

  /** `realm`: where log-in, refresh and log-out are, such as `/api/v1/auth`. */
  constructor(realm: '/api/v1/auth' | '/api/v1/platform/auth') {
    this.root = `${basePath}${realm}`;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): SessionState => this.state;

  /** Logs in; fails with the server's problem, such as `second_factor_required`. */
  async login(body: Pick<LoginBody, 'email' | 'password' | 'code'>): Promise<void> {
    const response = await this.post('login', { ...body, session: 'cookie' });
    this.take((await response.json()) as TokenPair);
  }

  /** Takes a pair that came another way, such as from an invitation or an impersonation. */
  take(pair: Pick<TokenPair, 'access_token'>): void {
    this.token = pair.access_token;
    this.become('in');
  }

  /** Ends it, here and on the server. */
  async logout(): Promise<void> {
    const bearer: Record<string, string> =
      this.token === null ? {} : { Authorization: `Bearer ${this.token}` };
    this.token = null;
    this.become('out');
    await this.post('logout', undefined, bearer).catch(() => undefined);
  }

  /** Whether somebody is logged in; asks the server the first time. */
  async isIn(): Promise<boolean> {
    if (this.state !== 'unknown') return this.state === 'in' || this.state === 'expired';
    const renewed = await this.renew();
    if (!renewed && this.getState() === 'unknown') this.become('out');
    return renewed;
  }

  /** Sends a request as whoever is logged in. Where the log-in ended, waits for the next one and sends it again. */
  async fetch(request: Request): Promise<Response> {
    await this.isIn();
    for (;;) {
      const sent = this.token;
      const attempt = request.clone();
      attempt.headers.set('Accept-Language', spoken.language);
      if (sent !== null) attempt.headers.set('Authorization', `Bearer ${sent}`);
      const response = await send(attempt);
      if (response.status !== 401 || this.state === 'out') return response;
      const lost = this.token === sent && !(await this.renew());
      if (!lost) continue;
      if (this.state !== 'in' && this.state !== 'expired') return response;
      this.token = null;
      this.become('expired');
      if (!(await this.next())) return response;
    }
  }

  /** Resolves when an expired session is followed by another (true) or given up (false). */
  private next(): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = this.subscribe(() => {
        if (this.state === 'expired') return;
        stop();
        resolve(this.state === 'in');
      });
    });
  }

  /** A new access token by the cookie. One at a time in all tabs, since each refresh token is good once. */
  private renew(): Promise<boolean> {
    this.renewing ??= navigator.locks
      .request(`panal ${this.root}`, () => this.refresh())
      .finally(() => {
        this.renewing = null;
      });
    return this.renewing;
  }

  private async refresh(): Promise<boolean> {
    try {
      const response = await this.post('refresh');
      this.take((await response.json()) as TokenPair);
      return true;
    } catch (error) {
      // Without a cookie there is no token to send: 422. One that is no longer good: 401, or 403 of another origin.
      if (error instanceof ApiError && [401, 403, 422].includes(error.status)) return false;
      throw error;
    }
  }

  private async post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await send(
      new Request(`${this.root}/${path}`, {
        method: 'POST',
        headers: {
          ...headers,
          'Accept-Language': spoken.language,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener();
  }
}

/** `fetch`, whose failure to reach the server is an `ApiError` too. */
export async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError(0, { code: 'network' });
  }
}
