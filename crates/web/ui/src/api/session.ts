import { basePath, spoken } from './base';
import { ApiError, problemOf } from './problem';
import type { LoginBody, TokenPair } from './schema';
import { Tabs } from './tabs';

/**
 * - `unknown`: nobody asked yet.
 * - `in`, `out`: logged in, or not.
 * - `expired`: it ended while somebody was at work. What was sent meanwhile waits until they are in again.
 */
export type SessionState = 'unknown' | 'in' | 'out' | 'expired';

/** How often a renewal that another one overtook is tried again, and after how many milliseconds first. */
const RACES = 5;
const RACE_MS = 150;
/** How often a request is sent again with a new token before the session counts as over. */
const RENEWALS = 2;

/**
 * A log-in. The access token is only in memory; the refresh token is a cookie that no script sees. Nothing is stored.
 *
 * A browser has one such cookie, so its tabs share a log-in: they tell each other when it begins and ends.
 */
export class Session {
  state: SessionState = 'unknown';
  private readonly root: string;
  /** What one tab at a time does. */
  private readonly lock: string;
  private readonly tabs: Tabs;
  private token: string | null = null;
  /** Whose session it is, or was until it expired. */
  private user: string | null = null;
  /** A place that was taken has no cookie; that in the browser is somebody else's. */
  private renewable = true;
  /** Counts log-ins and log-outs: an answer that comes after the next of them is about a session that is no more. */
  private turn = 0;
  private renewing: Promise<boolean> | null = null;
  private readonly listeners = new Set<() => void>();

  /** `realm`: where log-in, refresh and log-out are, such as `/api/v1/auth`. */
  constructor(realm: '/api/v1/auth' | '/api/v1/platform/auth') {
    this.root = `${basePath}${realm}`;
    this.lock = `panal ${this.root}`;
    this.tabs = new Tabs(this.lock, {
      left: () => this.left(),
      entered: (user) => void this.entered(user),
    });
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
    this.tabs.enter(this.user);
  }

  /** Takes a pair whose refresh token is in the cookie. */
  private take(pair: Pick<TokenPair, 'access_token'>): void {
    this.turn += 1;
    this.token = pair.access_token;
    this.user = userOf(pair.access_token);
    this.renewable = true;
    this.become('in');
  }

  /** Acts by a token that nothing renews, such as that of a super admin in a user's place. Other tabs go on as they are. */
  takePlace(accessToken: string): void {
    this.take({ access_token: accessToken });
    this.renewable = false;
  }

  /**
   * Ends it on the server, then here and in other tabs. Fails, and everything stays, where the server was not reached:
   * whoever leaves a shared computer must not be told that they are logged out while the cookie is still good.
   */
  async logout(): Promise<void> {
    const { token, renewable } = this;
    const bearer: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
    try {
      // The cookie beside a place that was taken is another person's log-in.
      const credentials = renewable ? 'same-origin' : 'omit';
      await alone(this.lock, () => this.post('logout', undefined, bearer, credentials));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) throw error;
    }
    this.leave();
    if (renewable) this.tabs.leave();
  }

  /** Whether somebody is logged in; asks the server the first time. Fails where it cannot be reached. */
  async isIn(): Promise<boolean> {
    if (this.state === 'unknown' && !(await this.renew()) && this.getState() === 'unknown')
      this.become('out');
    return this.state === 'in' || this.state === 'expired';
  }

  /** Sends a request as whoever is logged in. Where the log-in ended, waits for the next one and sends it again. */
  async fetch(request: Request): Promise<Response> {
    await this.isIn();
    for (let renewals = 0; ; renewals += 1) {
      if (this.state === 'expired') await this.next(request.signal);
      const sent = this.token;
      const attempt = request.clone();
      attempt.headers.set('Accept-Language', spoken.language);
      if (sent !== null) attempt.headers.set('Authorization', `Bearer ${sent}`);
      const response = await send(attempt);
      if (response.status !== 401 || sent === null) return response;
      // Another request may have renewed it, or found out that it ended, meanwhile. A new one that is refused as well
      // will not get better by asking for more.
      if (this.token === sent && (renewals >= RENEWALS || !(await this.renew()))) this.expire(sent);
      if (this.getState() === 'out') return response;
    }
  }

  /** The session of this token is over: asks who is there, or, where nothing was at stake, ends. */
  private expire(token: string): void {
    if (this.token !== token) return;
    this.turn += 1;
    this.token = null;
    this.become(this.renewable ? 'expired' : 'out');
  }

  /** Waits until an expired session is followed by another, or given up. */
  private next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        stop();
        signal.removeEventListener('abort', abort);
      };
      const abort = () => {
        end();
        reject(signal.reason as Error);
      };
      const stop = this.subscribe(() => {
        if (this.state === 'expired') return;
        end();
        resolve();
      });
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  }

  /** A new access token by the cookie. One at a time in all tabs, since each refresh token is good once. */
  private renew(): Promise<boolean> {
    if (!this.renewable) return Promise.resolve(false);
    this.renewing ??= alone(this.lock, () => this.refresh()).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async refresh(): Promise<boolean> {
    const { turn, user } = this;
    for (let race = 0; ; race += 1) {
      try {
        const response = await this.post('refresh');
        const pair = (await response.json()) as TokenPair;
        // Somebody left or came while this was on its way.
        if (turn !== this.turn) return this.state === 'in';
        // Another user logged in, in another tab: nothing here may be sent as them.
        if (user !== null && userOf(pair.access_token) !== user) {
          this.leave();
          return false;
        }
        this.take(pair);
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // A request that was faster has the next token; its cookie is about to be here.
        if (error.code === 'refresh_in_progress' && race < RACES) {
          await new Promise((resolve) => setTimeout(resolve, RACE_MS * 2 ** race));
          continue;
        }
        // Without a cookie there is no token to send: 422. One that is no longer good: 401, or 403 of another origin. Of a
        // business that left: 402.
        if ([401, 402, 403, 422].includes(error.status)) return false;
        throw error;
      }
    }
  }

  private leave(): void {
    this.turn += 1;
    this.token = null;
    this.user = null;
    this.renewable = true;
    this.become('out');
  }

  /** Another tab logged out. */
  private left(): void {
    if (this.renewable && (this.state === 'in' || this.state === 'expired')) this.leave();
  }

  /** Another tab logged in. */
  private async entered(user: string | null): Promise<void> {
    if (!this.renewable || this.state === 'unknown' || this.state === 'out') return;
    if (user !== this.user) this.leave();
    // The same person is back: the cookie is good here too.
    else if (this.state === 'expired') await this.renew().catch(() => false);
  }

  private async post(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    credentials: RequestCredentials = 'same-origin',
  ): Promise<Response> {
    const response = await send(
      new Request(`${location.origin}${this.root}/${path}`, {
        method: 'POST',
        credentials,
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

/** Whose access token it is; what is no token of ours is nobody's. */
function userOf(token: string): string | null {
  try {
    const claims = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    return (JSON.parse(atob(claims)) as { sub?: string }).sub ?? null;
  } catch {
    return null;
  }
}

/** Runs one of these at a time in all tabs, where the browser can do that; elsewhere the server tells who was first. */
function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? locks.request(name, work) : work();
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
