import type { Page, Route } from '@playwright/test';
import { expect, panal, test, type Business } from './support';
import { addClient, branchOf, type Row } from './support/agenda';

const clientsOf = async (business: Business) =>
  (
    await business.api<{ data: { first_name: string; last_name: string; phone: string }[] }>(
      'GET',
      '/clients',
    )
  ).data;

async function fill(page: Page): Promise<void> {
  await page.getByLabel('Nombres').fill('Pedro');
  await page.getByLabel('Apellidos').fill('Huamán');
  await page.getByLabel('Teléfono').fill('912 345 678');
}

const save = (page: Page) => page.getByRole('button', { name: 'Registrar cliente' }).click();

async function stillTyped(page: Page): Promise<void> {
  await expect(page.getByLabel('Nombres')).toHaveValue('Pedro');
  await expect(page.getByLabel('Apellidos')).toHaveValue('Huamán');
}

/** Pedro was registered, and that once. */
async function registered(page: Page, business: Business): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Pedro Huamán', level: 1 })).toBeVisible();
  expect(await clientsOf(business)).toMatchObject([
    { first_name: 'Pedro', last_name: 'Huamán', phone: '+51912345678' },
  ]);
}

/** A problem as the server says it. */
const problem = (
  status: number,
  code: string,
  title: string,
  detail: string,
  seconds: number,
  method = 'POST',
) => {
  return (route: Route) =>
    route.request().method() === method
      ? route.fulfill({
          status,
          headers: { 'Content-Type': 'application/problem+json', 'Retry-After': String(seconds) },
          body: JSON.stringify({ type: `/problems/${code}`, title, detail, status, code, request_id: 'r-1' }),
        })
      : route.fallback();
};

const limited = (seconds: number) =>
  problem(429, 'rate_limited', 'Demasiadas solicitudes', `Intente de nuevo en ${seconds} s.`, seconds);

const unavailable = (seconds: number, method: string) =>
  problem(
    503,
    'database_unavailable',
    'Servicio no disponible por un momento',
    'No pudimos llegar a los datos. Intente de nuevo en unos segundos.',
    seconds,
    method,
  );

test('a session that ends while a client is typed asks for the password, and the client is saved once', async ({
  page,
  business,
  login,
}) => {
  await login(page, business);
  await page.goto(`${business.origin}/clients/create`);
  await fill(page);
  await business.api('DELETE', '/me/sessions');
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Su sesión terminó' });
  await dialog.getByLabel('Contraseña', { exact: true }).fill(business.password);
  await dialog.getByRole('button', { name: 'Continuar' }).click();
  await expect(dialog).toBeHidden();
  await registered(page, business);
});

test('a network that goes and comes back loses nothing', async ({ page, context, business, login }) => {
  await login(page, business);
  await page.goto(`${business.origin}/clients/create`);
  await fill(page);
  await context.setOffline(true);
  await expect(page.getByText('Sin conexión.', { exact: false }).first()).toBeVisible();
  await save(page);
  await expect(page.getByText('lo que escribió sigue aquí', { exact: false })).toBeVisible();
  await stillTyped(page);
  expect(await clientsOf(business)).toEqual([]);
  await context.setOffline(false);
  await expect(page.getByText('La conexión volvió.')).toBeVisible();
  await expect(page.getByText('Sin conexión.', { exact: false })).toHaveCount(0);
  await save(page);
  await registered(page, business);
});

test('402: a full plan says what it allows, and leads to the plan', async ({ page, business, login }) => {
  await addClient(business);
  await panal(['limit', 'set', business.slug, 'clients', '1', '--reason', 'e2e']);
  await login(page, business);
  await page.goto(`${business.origin}/clients/create`);
  await fill(page);
  await save(page);
  const word = page.getByRole('alert').filter({ has: page.getByRole('link', { name: 'Ver el plan' }) });
  await expect(word).toContainText(/clientes/);
  await expect(word).toContainText(/1/);
  await stillTyped(page);
});

test('409: a room that is needed says by what, and the way there', async ({ page, business, login }) => {
  const branch = await branchOf(business);
  const room = await business.api<Row>('POST', '/rooms', { name: 'Sillón 1', branch_id: branch.id });
  await business.api('POST', '/services', { name: 'Limpieza', price: '90', minutes: 30, rooms: [room.id] });
  await login(page, business);
  await page.goto(`${business.origin}/rooms/${room.id}`);
  await page.getByRole('button', { name: 'Eliminar', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Eliminar', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'No se pudo' });
  await expect(dialog).toContainText('1 servicio se presta en esta sala');
  await dialog.getByRole('link', { name: 'Ver los servicios' }).click();
  await expect(page).toHaveURL(new RegExp(`/services\\?room=${room.id}`));
  await expect(page.getByRole('link', { name: /Limpieza/ })).toBeVisible();
});

test('412: whoever saves second is told, keeps what they typed, and loads the new when they like', async ({
  page,
  context,
  business,
  login,
}) => {
  const { id } = await addClient(business);
  await login(page, business);
  const second = await context.newPage();
  for (const one of [page, second]) {
    await one.goto(`${business.origin}/clients/${id}`);
    await expect(one.getByLabel('Apellidos')).toHaveValue('Mamani');
  }
  await page.getByLabel('Apellidos').fill('Mamani Flores');
  await second.getByLabel('Nombres').fill('Rosa María');
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Rosa Mamani Flores', level: 1 })).toBeVisible();

  await second.getByRole('button', { name: 'Guardar', exact: true }).click();
  const word = second.getByRole('alert').filter({ hasText: 'Otra persona cambió estos datos' });
  await expect(word).toContainText('se pierde lo que escribió aquí');
  await expect(second.getByLabel('Nombres')).toHaveValue('Rosa María');
  expect(await clientsOf(business)).toMatchObject([{ first_name: 'Rosa', last_name: 'Mamani Flores' }]);

  await word.getByRole('button', { name: 'Cargar lo nuevo' }).click();
  await expect(second.getByLabel('Apellidos')).toHaveValue('Mamani Flores');
  await expect(word).toHaveCount(0);
  await second.getByLabel('Nombres').fill('Rosa María');
  await second.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(second.getByRole('heading', { name: 'Rosa María Mamani Flores', level: 1 })).toBeVisible();
});

test('422: what is wrong is said at its field', async ({ page, business, login }) => {
  await login(page, business);
  await page.goto(`${business.origin}/clients/create`);
  await fill(page);
  await page.getByLabel('Teléfono').fill('12');
  await save(page);
  const phone = page.getByLabel('Teléfono');
  await expect(phone).toHaveAttribute('aria-invalid', 'true');
  await expect(phone).toHaveAccessibleDescription(/\S/);
  await stillTyped(page);
  await phone.fill('912 345 678');
  await save(page);
  await registered(page, business);
});

test('429 and 503: how long to wait is said in seconds, and nothing is lost or made twice', async ({
  page,
  business,
  login,
}) => {
  await login(page, business);
  await page.goto(`${business.origin}/clients/create`);
  await fill(page);
  await page.route('**/api/v1/clients', limited(7));
  await save(page);
  await expect(page.getByText('Demasiadas solicitudes. Espere 7 s e inténtelo de nuevo.')).toBeVisible();
  await stillTyped(page);
  await page.unroute('**/api/v1/clients');
  await page.route('**/api/v1/clients', unavailable(5, 'POST'));
  await save(page);
  await expect(page.getByText(/Servicio no disponible por un momento/).first()).toBeVisible();
  await stillTyped(page);
  await page.unroute('**/api/v1/clients');
  await save(page);
  await registered(page, business);
});

test('503: what is only read is asked for again by itself, and so is the whole page', async ({
  page,
  business,
  login,
}) => {
  await addClient(business);
  await login(page, business);
  let refused = 0;
  const refuse = unavailable(2, 'GET');
  await page.route('**/api/v1/clients?*', (route) =>
    (refused += 1) <= 2 ? refuse(route) : route.fallback(),
  );
  await page.goto(`${business.origin}/clients`);
  // It is tried every ten seconds.
  await expect(page.getByRole('link', { name: 'Rosa Mamani', exact: true })).toBeVisible({ timeout: 25_000 });
  expect(refused).toBeGreaterThan(2);
  await expect(page.getByText(/no disponible/)).toHaveCount(0);

  // Longer than that, and it is said; the first answer takes it back.
  await page.route('**/api/v1/tenant', refuse);
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('Servicio no disponible por un momento');
  await expect(page.getByRole('alert')).toContainText(/Se intentará de nuevo en [12] s/);
  await page.unroute('**/api/v1/tenant');
  await expect(page.getByRole('link', { name: 'Rosa Mamani', exact: true })).toBeVisible();
});

test('a newer version is offered, never forced', async ({ page, business, login }) => {
  await login(page, business);
  let build = 'one';
  await page.route('**/version.json', (route) => route.fulfill({ json: { build } }));
  await page.clock.install();
  await page.goto(`${business.origin}/clients/create`);
  await fill(page);
  build = 'two';
  await page.clock.fastForward(6 * 60_000);
  await expect(page.getByText('Hay una versión nueva.')).toBeVisible();
  await stillTyped(page);
  await page.getByRole('button', { name: 'Registrar cliente' }).click();
  await registered(page, business);
  await page.evaluate(() => document.body.setAttribute('data-old', ''));
  await page.getByRole('button', { name: 'Volver a cargar' }).click();
  await expect(page.locator('[data-old]')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Pedro Huamán', level: 1 })).toBeVisible();
});

test('a screen that the server has no more says that there is a newer version', async ({
  page,
  business,
  login,
}) => {
  await login(page, business);
  await page.route(/\/assets\/RoomList-.*\.js$/, (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto(`${business.origin}/mi-cuenta`);
  await page.getByRole('navigation').getByRole('link', { name: 'Salas' }).click();
  const word = page.getByRole('alert').filter({ hasText: 'Esta pantalla cambió desde que abrió la página' });
  await expect(word).toBeVisible();
  // The rest goes on.
  await page.getByRole('navigation').getByRole('link', { name: 'Clientes' }).click();
  await expect(page.getByRole('heading', { name: 'Clientes', level: 1 })).toBeVisible();
  await page.unroute(/\/assets\/RoomList-.*\.js$/);
  await page.getByRole('navigation').getByRole('link', { name: 'Salas' }).click();
  await page.getByRole('button', { name: 'Volver a cargar' }).first().click();
  await expect(page.getByRole('heading', { name: 'Salas', level: 1 })).toBeVisible();
});
