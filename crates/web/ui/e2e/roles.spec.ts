import type { Locator, Page } from '@playwright/test';
import { businessAt, expect, test, type Business, type User } from './support';
import { addClient, addProfessional, MONDAY, open, type Row } from './support/agenda';

/** What each line of the navigation takes. What is not here is not in the navigation. */
const SCREENS: Record<string, string> = {
  '/': 'dashboard.view',
  '/hoy': 'appointments.view',
  '/agenda': 'appointments.view',
  '/citas': 'appointments.view',
  '/lista-de-espera': 'appointments.view',
  '/resenas': 'appointments.view',
  '/clients': 'clients.view',
  '/professionals': 'professionals.view',
  '/services': 'services.view',
  '/horarios': 'schedules.view',
  '/rooms': 'rooms.view',
  '/users': 'users.view',
  '/roles': 'roles.view',
  '/branches': 'branches.view',
  '/ajustes': 'settings.view',
  '/claves': 'api_keys.view',
  '/auditoria': 'audit_log.view',
  '/plan': 'subscription.view',
};

/** Screens beside the navigation's, and what they take. */
const OTHERS: Record<string, string> = {
  '/clients/create': 'clients.add',
  '/services/import': 'services.add',
  '/roles/create': 'roles.add',
  '/claves/create': 'api_keys.add',
};

/** What there is to look at. */
interface Place {
  client: Row;
  service: Row;
  professional: Row;
  role: Row;
  appointment: Row;
}

/** Something to press, and what it takes, all of it: the right to see its screen and the right to do it. */
interface Act {
  at: (place: Place) => string;
  needs: string[];
  find: (page: Page) => Locator;
}

const link = (name: string) => (page: Page) => page.getByRole('link', { name }).first();
const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).first();
const inPanel = (name: string) => (page: Page) =>
  page.getByRole('dialog', { name: 'Detalle de la cita' }).getByRole('button', { name, exact: true });
const panel = ({ appointment }: Place) => `/agenda?date=${MONDAY}&appointment=${appointment.id}`;

const ACTS: Record<string, Act> = {
  'add a client': {
    at: () => '/clients',
    needs: ['clients.view', 'clients.add'],
    find: link('Nuevo cliente'),
  },
  'change a client': {
    at: ({ client }) => `/clients/${client.id}/show`,
    needs: ['clients.view', 'clients.change'],
    find: link('Editar'),
  },
  book: {
    at: () => `/agenda?date=${MONDAY}`,
    needs: ['appointments.view', 'appointments.add'],
    find: button('Nueva cita'),
  },
  confirm: { at: panel, needs: ['appointments.view', 'appointments.change'], find: inPanel('Confirmar') },
  'cancel what another booked': {
    at: panel,
    needs: ['appointments.view', 'appointments.change', 'appointments.cancel_any'],
    find: inPanel('Cancelar cita'),
  },
  'book again': {
    at: panel,
    needs: ['appointments.view', 'appointments.add'],
    find: inPanel('Agendar otra cita'),
  },
  'add a service': {
    at: () => '/services',
    needs: ['services.view', 'services.add'],
    find: link('Nuevo servicio'),
  },
  'take services from templates': {
    at: () => '/services',
    needs: ['services.view', 'services.add'],
    find: link('Traer de plantillas'),
  },
  'change a service': {
    at: ({ service }) => `/services/${service.id}`,
    needs: ['services.view', 'services.change'],
    find: button('Guardar'),
  },
  'add a professional': {
    at: () => '/professionals',
    needs: ['professionals.view', 'professionals.add'],
    find: link('Agregar profesional'),
  },
  'draw a week': {
    at: ({ professional }) => `/professionals/${professional.id}?tab=week`,
    needs: ['professionals.view', 'schedules.view', 'schedules.change'],
    find: button('Plantillas'),
  },
  'add a day unlike others': {
    at: () => '/horarios',
    needs: ['schedules.view', 'schedules.change'],
    find: button('Agregar día especial'),
  },
  'add a room': { at: () => '/rooms', needs: ['rooms.view', 'rooms.add'], find: link('Nueva sala') },
  'invite somebody': {
    at: () => '/users',
    needs: ['users.view', 'users.add'],
    find: link('Invitar a alguien'),
  },
  'add a role': { at: () => '/roles', needs: ['roles.view', 'roles.add'], find: link('Nuevo rol') },
  'change a role': {
    at: ({ role }) => `/roles/${role.id}`,
    needs: ['roles.view', 'roles.change'],
    find: (page) => page.locator('main input[type=checkbox]:enabled').first(),
  },
  'add a branch': {
    at: () => '/branches',
    needs: ['branches.view', 'branches.add'],
    find: link('Nueva sucursal'),
  },
  'change the settings': {
    at: () => '/ajustes',
    needs: ['settings.view', 'settings.change'],
    find: (page) => page.getByRole('main').locator('input:enabled').first(),
  },
  'make a key': {
    at: () => '/claves',
    needs: ['api_keys.view', 'api_keys.add'],
    find: link('Nueva clave'),
  },
  'change the plan': {
    at: () => '/plan',
    needs: ['subscription.view', 'subscription.change'],
    find: button(/^Cambiar a /),
  },
};

const as = (business: Business, user: User) => businessAt(business.slug, business.name, user.email);

async function rightsOf(business: Business, user: User): Promise<string[]> {
  const { permissions } = await as(business, user).api<{ permissions: { code: string }[] }>(
    'GET',
    '/me/permissions',
  );
  return permissions.map(({ code }) => code);
}

const roleOf = async (business: Business, code: string): Promise<Row> => {
  const { data } = await business.api<{ data: (Row & { code: string })[] }>(
    'GET',
    '/rbac/roles?per_page=100',
  );
  const role = data.find((one) => one.code === code);
  if (!role) throw new Error(`no role ${code}`);
  return role;
};

async function furnished(business: Business): Promise<Place> {
  const { service, professionals, book } = await open(business, ['Dra. Alba Ruiz']);
  const client = await addClient(business);
  const [professional] = professionals;
  if (!professional) throw new Error('nobody attends');
  return {
    client,
    service,
    professional,
    role: await roleOf(business, 'empleado'),
    appointment: await book(client, '10:00'),
  };
}

/** A role of the business's own. `give` gives it these rights instead of those that it has. */
async function ownRole(business: Business, code: string, name: string) {
  const { id } = await business.api<Row>('POST', '/rbac/roles', { code, name });
  return {
    give: async (permissions: string[]) => {
      const { version } = await business.api<Row>('GET', `/rbac/roles/${id}`);
      const headers = { 'If-Match': `"${version}"` };
      await business.api('PUT', `/rbac/roles/${id}/permissions`, { permissions }, headers);
    },
  };
}

const navigation = (page: Page) => page.getByRole('navigation', { name: 'Navegación' }).first();

const shown = (page: Page) =>
  navigation(page)
    .locator('li a[href]')
    .evaluateAll((links) => [...new Set(links.map((one) => one.getAttribute('href') ?? ''))].sort());

const inWords = (page: Page) => page.getByText('No tiene permiso para ver esto');

/** What a user's screens show is what their rights say: nothing more, nothing less. */
async function sees(page: Page, business: Business, user: User, place: Place): Promise<void> {
  const rights = await rightsOf(business, user);
  const may = (needs: string[]) => needs.every((one) => rights.includes(one));
  const allowed = Object.entries(SCREENS).filter(([, needs]) => may([needs]));

  await page.goto(`${business.origin}/mi-cuenta`);
  await expect(page.getByRole('heading', { name: 'Mi cuenta' })).toBeVisible();
  expect(await shown(page)).toEqual(allowed.map(([path]) => path).sort());

  for (const [path] of allowed) {
    await navigation(page).locator(`li a[href="${path}"]`).click();
    await expect(page, path).toHaveURL(({ pathname }) => pathname === path);
    await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expect(inWords(page), path).toHaveCount(0);
    await expect(page.getByText('No se pudo', { exact: true }), path).toHaveCount(0);
  }

  const forbidden = Object.entries({ ...SCREENS, ...OTHERS }).filter(([, needs]) => !may([needs]));
  for (const [path, needs] of forbidden) {
    await page.goto(business.origin + path);
    // Whoever may not see the dashboard begins with the first screen that they may.
    if (path === '/' && allowed.length > 0) {
      await expect(page, path).not.toHaveURL(({ pathname }) => pathname === '/');
      continue;
    }
    await expect(inWords(page), `${path} takes ${needs}`).toBeVisible();
    await expect(page.getByText('Hace falta el permiso «'), path).toBeVisible();
  }

  for (const [name, { at, needs, find }] of Object.entries(ACTS)) {
    await page.goto(business.origin + at(place));
    if (may(needs)) {
      await expect(find(page), name).toBeVisible();
    } else {
      // Behind a panel it is there for nobody's ears.
      await expect(page.locator('h1').first(), name).toBeVisible();
      await page.waitForLoadState('networkidle');
      await expect(find(page), name).toHaveCount(0);
    }
  }
}

// A tour of all screens takes most of a minute. The one with the most mixed rights is in every run, as is a role of the
// business's own below; the others are in those that take their time (see playwright.config.ts).
for (const role of ['empleado', 'admin', 'propietario', 'cliente']) {
  const tag = role === 'empleado' ? [] : ['@long'];
  test(
    `${role} sees and can do what the rights say, and nothing else`,
    { tag },
    async ({ page, business, login }) => {
      test.slow();
      const place = await furnished(business);
      const user = await business.user(role);
      await login(page, user);
      await sees(page, business, user, place);
    },
  );
}

test('a role of their own sees and can do what its rights say', async ({ page, business, login }) => {
  test.slow();
  const place = await furnished(business);
  const { give } = await ownRole(business, 'mira', 'Mira');
  await give([
    'appointments.view',
    'appointments.change',
    'branches.view',
    'clients.view',
    'professionals.view',
    'schedules.view',
    'schedules.change',
    'services.view',
  ]);
  const user = await business.user('mira');
  await login(page, user);
  await sees(page, business, user, place);
});

test('what is not shown is refused as well', async ({ business }) => {
  const place = await furnished(business);
  const calls: [needs: string, method: string, path: string, body?: unknown][] = [
    ['clients.view', 'GET', '/clients'],
    ['clients.delete', 'DELETE', `/clients/${place.client.id}`],
    ['services.add', 'POST', '/services', { name: 'Otro', price: '10', minutes: 30 }],
    ['branches.add', 'POST', '/branches', { name: 'Sur', code: 's' }],
    ['users.add', 'POST', '/users', { full_name: 'Otra', email: `otra@${business.slug}.test` }],
    ['settings.change', 'PUT', '/settings/phone', { value: '987654321' }],
    ['audit_log.view', 'GET', '/audit-log'],
  ];
  for (const role of ['empleado', 'cliente']) {
    const user = await business.user(role);
    const rights = await rightsOf(business, user);
    const refused = calls.filter(([needs]) => !rights.includes(needs));
    expect(refused.length).toBeGreaterThan(3);
    for (const [needs, method, path, body] of refused) {
      const answer = as(business, user).api(method, path, body, { 'If-Match': '"1"' });
      await expect(answer, `${role}: ${needs}`).rejects.toThrow(/: 403 /);
    }
  }
});

test('a right that is taken away is gone from the screen without a new log-in, and back when it is given', async ({
  page,
  business,
  login,
}) => {
  await addProfessional(business, 'Dra. Alba Ruiz');
  const all = ['clients.view', 'clients.add', 'branches.view', 'professionals.view'];
  const role = await ownRole(business, 'recepcion', 'Recepción');
  const give = async (permissions: string[]) => {
    await role.give(permissions);
    // Whoever comes back to the page looks again, at what is no longer new.
    await page.clock.fastForward(40_000);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  };
  await role.give(all);
  await login(page, await business.user('recepcion'));
  await page.clock.install();
  await page.goto(`${business.origin}/clients`);
  const add = page.getByRole('link', { name: 'Nuevo cliente' }).first();
  await expect(add).toBeVisible();
  const professionals = navigation(page).locator('a[href="/professionals"]');
  await expect(professionals).toBeVisible();

  await give(['clients.view', 'branches.view']);
  await expect(professionals).toHaveCount(0);
  await expect(add).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Clientes', level: 1 })).toBeVisible();

  await give(['branches.view']);
  await expect(inWords(page)).toBeVisible();

  await give(all);
  await expect(add).toBeVisible();
  await expect(professionals).toBeVisible();
});
