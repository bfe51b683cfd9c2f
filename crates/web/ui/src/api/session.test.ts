import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './problem';
import type { Session } from './session';

/** The server's side of log-ins, as far as a browser sees it: one cookie, tokens that are good once, and their races. */
class Server {
  cookie: string | null = null;
  offline = false;
  /** Renewals that lose to another request before one succeeds. */
  races = 0;
  renewals = 0;
  readonly calls: string[] = [];
  private valid = new Set<string>();
  private made = 0;

  access(user: string): string {
    const token = `h.${btoa(JSON.stringify({ sub: user, n: (this.made += 1) }))}.s`;
    this.valid.add(token);
    return token;
  }

  /** All access tokens run out. */
  runOut(): void {
    this.valid.clear();
  }

  fetch = async (request: Request): Promise<Response> => {
    await Promise.resolve();
    request.signal.throwIfAborted();
    if (this.offline) throw new TypeError('failed to fetch');
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    this.calls.push(path);
    const bearer = request.headers.get('Authorization')?.slice(7) ?? '';
    if (path === '/auth/login') {
      const { email, password } = (await request.json()) as { email: string; password: string };
      if (password !== 'right') return problem(401, 'invalid_credentials');
      this.cookie = email;
      return Response.json({ access_token: this.access(email) });
    }
    if (path === '/auth/refresh') {
      this.renewals += 1;
      if (this.cookie === null) return problem(422, 'validation_failed');
      if (this.races > 0) {
        this.races -= 1;
        return problem(409, 'refresh_in_progress');
      }
      return Response.json({ access_token: this.access(this.cookie) });
    }
    if (path === '/auth/logout') {
      if (request.credentials !== 'omit') this.cookie = null;
      this.valid.delete(bearer);
      return new Response(null, { status: 204 });
    }
    if (!this.valid.has(bearer)) return problem(401, 'token_invalid');
    return Response.json({ body: request.method === 'POST' ? await request.text() : null });
  };
}

/** One at a time by name, as the browser does it for all tabs. */
function locks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request<T>(name: string, work: () => Promise<T>): Promise<T> {
      const mine = (last.get(name) ?? Promise.resolve()).then(work);
      last.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  };
}

const problem = (status: number, code: string) => Response.json({ status, code, title: code }, { status });

let server: Server;
let session: Session;
let make: () => Session;

beforeEach(async () => {
  server = new Server();
  vi.stubGlobal('document', { baseURI: 'https://sol.test/', documentElement: { lang: 'es' } });
  vi.stubGlobal('location', { origin: 'https://sol.test' });
  vi.stubGlobal('navigator', { locks: locks() });
  vi.stubGlobal('fetch', server.fetch);
  const { Session: Made } = await import('./session');
  make = () => new Made('/api/v1/auth');
  session = make();
});

afterEach(() => vi.unstubAllGlobals());

const ask = (init?: RequestInit) => session.fetch(new Request('https://sol.test/api/v1/me', init));
const logIn = (who = session, email = 'ana') => who.login({ email, password: 'right' });

describe('a session', () => {
  it('begins with the cookie, asked for once however many want to know', async () => {
    server.cookie = 'ana';
    const answers = await Promise.all([session.isIn(), session.isIn(), ask(), ask()]);
    expect(answers.slice(0, 2)).toEqual([true, true]);
    expect(server.renewals).toBe(1);
    expect(session.state).toBe('in');
  });

  it('is none without a cookie, and then refusals are answers', async () => {
    expect(await session.isIn()).toBe(false);
    expect((await ask()).status).toBe(401);
    expect(session.state).toBe('out');
    expect(server.renewals).toBe(1);
  });

  it('is unknown as long as the server cannot be reached', async () => {
    server.cookie = 'ana';
    server.offline = true;
    await expect(session.isIn()).rejects.toMatchObject({ status: 0 });
    expect(session.state).toBe('unknown');
    server.offline = false;
    expect(await session.isIn()).toBe(true);
  });

  it('is renewed once for all requests that were refused', async () => {
    await logIn();
    server.runOut();
    const answers = await Promise.all([ask(), ask(), ask({ method: 'POST', body: 'words' })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await answers[2]?.json()).toEqual({ body: 'words' });
    expect(server.renewals).toBe(1);
  });

  it('waits for a renewal that was faster', async () => {
    await logIn();
    server.runOut();
    server.races = 2;
    expect((await ask()).status).toBe(200);
    expect(server.renewals).toBe(3);
  });

  it('stays when the server cannot be reached while it is renewed', async () => {
    await logIn();
    server.runOut();
    server.offline = true;
    await expect(ask()).rejects.toBeInstanceOf(ApiError);
    expect(session.state).toBe('in');
    server.offline = false;
    expect((await ask()).status).toBe(200);
  });

  it('does not ask for tokens for ever when none is accepted', async () => {
    await logIn();
    vi.spyOn(server, 'access').mockImplementation(() => 'h.eyJzdWIiOiJhbmEifQ.never');
    server.runOut();
    const waiting = ask();
    await vi.waitFor(() => expect(session.state).toBe('expired'));
    expect(server.renewals).toBeLessThan(4);
    await session.logout();
    expect((await waiting).status).toBe(401);
  });
});

describe('a session that expired', () => {
  beforeEach(async () => {
    await logIn();
    server.runOut();
    server.cookie = null;
  });

  it('holds requests back until somebody is in again, and sends them then', async () => {
    const waiting = ask({ method: 'POST', body: 'half a form' });
    await vi.waitFor(() => expect(session.state).toBe('expired'));
    const renewals = server.renewals;
    const later = ask();
    await expect(session.login({ email: 'ana', password: 'wrong' })).rejects.toMatchObject({ status: 401 });
    expect(session.state).toBe('expired');
    await logIn();
    expect(await (await waiting).json()).toEqual({ body: 'half a form' });
    expect((await later).status).toBe(200);
    // What comes while nobody is in does not bother the server.
    expect(server.renewals).toBe(renewals);
  });

  it('lets go of requests that nobody waits for any more', async () => {
    const given = new AbortController();
    const waiting = ask({ signal: given.signal });
    await vi.waitFor(() => expect(session.state).toBe('expired'));
    given.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('answers what it was told when it is given up', async () => {
    const waiting = ask();
    await vi.waitFor(() => expect(session.state).toBe('expired'));
    await session.logout();
    expect((await waiting).status).toBe(401);
  });
});

describe('logging out', () => {
  it('fails, and changes nothing, where the server is not reached', async () => {
    await logIn();
    server.offline = true;
    await expect(session.logout()).rejects.toMatchObject({ status: 0 });
    expect(session.state).toBe('in');
  });

  it('comes after a renewal that is on its way, which does not bring it back', async () => {
    await logIn();
    server.runOut();
    server.races = 1;
    const waiting = ask();
    await vi.waitFor(() => expect(server.renewals).toBe(1));
    await session.logout();
    await waiting;
    expect(session.state).toBe('out');
    expect(server.cookie).toBeNull();
  });

  it('works in a browser that cannot lock', async () => {
    vi.stubGlobal('navigator', {});
    await logIn();
    await session.logout();
    expect(session.state).toBe('out');
  });
});

describe('a place that was taken', () => {
  beforeEach(async () => {
    server.cookie = 'somebody';
    session.takePlace(server.access('ana'));
  });

  it('is not renewed by the cookie of another', async () => {
    expect((await ask()).status).toBe(200);
    server.runOut();
    expect((await ask()).status).toBe(401);
    expect(session.state).toBe('out');
    expect(server.renewals).toBe(0);
  });

  it('ends without ending the log-in of another', async () => {
    await session.logout();
    expect(server.cookie).toBe('somebody');
  });
});

describe('tabs', () => {
  let other: Session;
  beforeEach(async () => {
    await logIn();
    other = make();
    expect(await other.isIn()).toBe(true);
  });

  it('are left together', async () => {
    await session.logout();
    await vi.waitFor(() => expect(other.state).toBe('out'));
  });

  it('go on together', async () => {
    server.runOut();
    server.cookie = null;
    const waiting = ask();
    const theirs = other.fetch(new Request('https://sol.test/api/v1/me'));
    await vi.waitFor(() => expect([session.state, other.state]).toEqual(['expired', 'expired']));
    await logIn(other);
    expect([(await waiting).status, (await theirs).status]).toEqual([200, 200]);
  });

  it('send nothing as somebody else', async () => {
    server.cookie = 'berta';
    server.runOut();
    expect((await ask()).status).toBe(401);
    expect(session.state).toBe('out');
    await logIn(session, 'berta');
    await vi.waitFor(() => expect(other.state).toBe('out'));
  });
});
