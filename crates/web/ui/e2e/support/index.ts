/**
 * What all end-to-end tests use: `import { test, expect } from './support';`
 *
 *     test('the desk adds a client', async ({ page, business, login, accessible }) => {
 *       await login(page, business);                       // as its administrator
 *       await page.goto(`${business.origin}/clients`);
 *       await accessible(page, 'clients');                 // axe, light and dark, and a screenshot of each
 *     });
 *
 * In CI and with `npm run e2e`, the built app served by the program. While working on a screen, against a dev server:
 *
 *     PANAL_E2E_URL=http://localhost:5173 PANAL_BIN=… PANAL__DATABASE__URL=… npx playwright test e2e/clients.spec.ts
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { panal } from './panal';

export { expect, panal };

const PASSWORD = 'panal-demo-2026';
/** Where pictures are kept. */
const SCREENS = join(import.meta.dirname, '../../test-results/screens');
/** What `src/storage.ts` may keep in a browser. */
const KEPT = /^panal\.(theme|language|branch|sidebar|agenda)$/;

/** Somebody who logs in. */
export interface User {
  email: string;
  password: string;
  /** The business's address, without a slash at its end. */
  origin: string;
  slug: string;
}

/** A business, and its administrator. */
export interface Business extends User {
  name: string;
  /** Makes another user, with one of the business's roles. */
  user(role: string): Promise<User>;
  /** Calls the API as a user (the administrator); fails unless it succeeds. `path` begins after `/api/v1`. */
  api<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<T>;
}

interface Fixtures {
  /** A dental clinic of its own in Peru, with nothing in it. */
  business: Business;
  /** The demo's clinic: six professionals, 400 appointments. To be looked at, not changed. */
  clinic: Business;
  /** Logs in without the log-in page. */
  login(page: Page, user: User): Promise<void>;
  /** Looks at a page with axe in both themes, and keeps a picture of each. */
  accessible(page: Page, name: string): Promise<void>;
  /** Keeps a picture. */
  shot(page: Page, name: string): Promise<void>;
  /** Fails a test whose pages broke the content security policy, threw, or kept what they may not. */
  watched: undefined;
}

/** Where the tests' server is, by its base domain. */
export function root(): URL {
  const url = process.env.PANAL_E2E_URL;
  if (!url) throw new Error('no server: run through playwright test');
  return new URL(url);
}

/** The address of a business. */
export function originOf(slug: string): string {
  return `http://${slug}.${root().host}`;
}

/** A business that exists. */
export function businessAt(slug: string, name: string, email: string): Business {
  const user: User = { slug, origin: originOf(slug), email, password: PASSWORD };
  let token: Promise<string> | null = null;
  // By path, since Node does not resolve *.localhost everywhere.
  const call = (path: string, init: RequestInit) => fetch(`${root().origin}/t/${slug}/api/v1${path}`, init);
  const logIn = async () => {
    const answer = await call('/auth/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  return {
    ...user,
    name,
    async user(role) {
      const other = `${role}-${randomBytes(3).toString('hex')}@${slug}.test`;
      await panal(
        [
          'user',
          'create',
          '--tenant',
          slug,
          '--email',
          other,
          '--name',
          `Persona ${role}`,
          '--role',
          role,
          '--password-stdin',
        ],
        PASSWORD,
      );
      return { ...user, email: other };
    },
    async api<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const bearer = await (token ??= logIn());
      const answer = await call(path, {
        method,
        headers: {
          Authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}

/** Makes a business by the command, as an operator would. */
export async function newBusiness(profile = 'clinica_dental', country = 'PE'): Promise<Business> {
  const slug = `e2e-${randomBytes(5).toString('hex')}`;
  const name = 'Clínica Dental Aurora';
  const email = `admin@${slug}.test`;
  await panal(
    [
      'tenant',
      'create',
      slug,
      '--name',
      name,
      '--profile',
      profile,
      '--country',
      country,
      '--plan',
      'profesional',
    ].concat(['--admin-email', email, '--admin-name', 'Ana Quispe', '--admin-password-stdin']),
    PASSWORD,
  );
  return businessAt(slug, name, email);
}

export const test = base.extend<Fixtures>({
  business: async ({}, use) => use(await newBusiness()),
  clinic: async ({}, use) => use(businessAt('clinica1', 'Clínica Dental Norte', 'admin@clinica1.test')),
  login: async ({}, use) =>
    use(async (page, { origin, email, password }) => {
      // The smallest page from which the API may be called.
      await page.goto(`${origin}/calificar`);
      const status = await page.evaluate(
        async (body) =>
          (
            await fetch('/api/v1/auth/login', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify(body),
            })
          ).status,
        { email, password, session: 'cookie' },
      );
      expect(status, `${email} logs in`).toBe(200);
    }),
  shot: async ({}, use) =>
    use(
      async (page, name) =>
        void (await page.screenshot({ path: join(SCREENS, `${name}.png`), animations: 'disabled' })),
    ),
  accessible: async ({ shot }, use) =>
    use(async (page, name) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        // The look changes on the next frames, some of it by transitions; what turns for ever is not waited for.
        await page.evaluate(async () => {
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const passing = document
            .getAnimations()
            .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
          await Promise.all(passing.map((animation) => animation.finished.catch(() => undefined)));
        });
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, help, nodes }) => ({
            id,
            help,
            at: nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
          }));
        expect(grave, `${name}, ${colorScheme}`).toEqual([]);
        await shot(page, `${name}-${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: 'light' });
    }),
  watched: [
    async ({ context }, use) => {
      const faults: string[] = [];
      const watch = (page: Page) => {
        page.on('pageerror', (error) => faults.push(`${error.name}: ${error.message}`));
        page.on('console', (message) => {
          if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
        });
      };
      context.on('page', watch);
      await use(undefined);
      for (const page of context.pages()) {
        if (!page.url().startsWith('http')) continue;
        const names = await page.evaluate(() => [
          ...Object.keys(localStorage),
          ...Object.keys(sessionStorage),
        ]);
        faults.push(...names.filter((name) => !KEPT.test(name)).map((name) => `the browser keeps ${name}`));
      }
      expect(faults, 'what pages did that they may not').toEqual([]);
    },
    { auto: true },
  ],
});
