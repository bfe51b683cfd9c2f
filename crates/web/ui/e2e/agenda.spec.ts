import type { Locator, Page } from '@playwright/test';
import { expect, test, type Business } from './support';

interface Row {
  id: string;
}

/** A Monday some days ahead. */
const MONDAY = (() => {
  const day = new Date(Date.now() + 3 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7));
  return day.toISOString().slice(0, 10);
})();

/** Two professionals who work from nine to five, and a client. `book` books, by the clock of Lima. */
async function staffed(business: Business) {
  await business.api('POST', '/setup/import-services', {});
  const { version: read, ...settings } = await business.api<{ version: number }>('GET', '/booking-settings');
  await business.api(
    'PUT',
    '/booking-settings',
    { ...settings, works_on_holidays: true },
    { 'If-Match': `"${read}"` },
  );
  const { data: branches } = await business.api<{ data: Row[] }>('GET', '/branches');
  const people: Row[] = [];
  for (const full_name of ['Dra. Alba Ruiz', 'Dra. Bruna Paz']) {
    const person = await business.api<Row>('POST', '/professionals', { full_name, kind: 'odontologo' });
    const { version } = await business.api<{ version: number }>(
      'GET',
      `/professionals/${person.id}/schedule`,
    );
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      branch_id: branches[0]?.id,
      from: '09:00',
      until: '17:00',
    }));
    const headers = { 'If-Match': `"${version}"` };
    await business.api('PUT', `/professionals/${person.id}/schedule`, { hours }, headers);
    people.push(person);
  }
  const client = await business.api<Row>('POST', '/clients', {
    first_name: 'Rosa',
    last_name: 'Mamani',
    phone: '987654321',
  });
  const { data: services } = await business.api<{ data: Row[] }>('GET', '/services?q=Valoraci');
  const book = (starts: string) =>
    business.api<Row>('POST', '/appointments', {
      client_id: client.id,
      service_id: services[0]?.id,
      professional_id: people[0]?.id,
      starts_at: `${MONDAY}T${starts}:00-05:00`,
      notify: false,
    });
  return { book };
}

const appointment = (page: Page, name: string | RegExp) =>
  page.getByRole('region', { name: 'Agenda' }).getByRole('button', { name });

/** Chooses the first service that is offered for what is typed. */
async function choose(within: Locator, page: Page, label: string, text: string, option: RegExp) {
  await within.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('option', { name: option }).first().click();
}

test('the desk books a new client in a free time, and attends to them', async ({ page, business, login }) => {
  await staffed(business);
  await login(page, business);
  await page.goto(`${business.origin}/agenda?date=${MONDAY}`);
  await expect(page.getByRole('button', { name: 'Dra. Alba Ruiz' })).toBeVisible();
  await page
    .locator('.ec-body .ec-day')
    .first()
    .click({ position: { x: 40, y: 250 } });
  const dialog = page.getByRole('dialog', { name: 'Nueva cita' });
  await expect(dialog.getByLabel('Profesional')).toHaveText('Dra. Alba Ruiz');
  await expect(dialog.getByLabel('Hora')).toHaveValue(/^1[01]:\d\d$/);
  await expect(dialog.getByLabel('Cliente', { exact: true })).toBeFocused();
  await page.keyboard.type('Julia Condori');
  await page.getByRole('option', { name: 'Crear «Julia Condori»' }).click();
  await dialog.getByLabel('Teléfono').fill('912345678');
  await dialog.getByRole('button', { name: 'Crear cliente' }).click();
  await choose(dialog, page, 'Servicio', 'valoraci', /Valoración odontológica/);
  await dialog.getByRole('button', { name: 'Agendar' }).click();
  await expect(page.getByText(/Cita de Julia Condori agendada/)).toBeVisible();

  await appointment(page, /Julia Condori.*Pendiente/).click();
  const panel = page.getByRole('dialog', { name: 'Detalle de la cita' });
  await expect(panel.getByRole('link', { name: '+51 912 345 678' })).toBeVisible();
  for (const [verb, state] of [
    ['Confirmar', 'Confirmada'],
    ['Llegó', 'Confirmada'],
    ['Iniciar', 'En curso'],
  ] as const) {
    await panel.getByRole('button', { name: verb, exact: true }).click();
    await expect(panel.getByText(state, { exact: true }).first()).toBeVisible();
  }
  await panel.getByRole('button', { name: 'Completar' }).click();
  const complete = page.getByRole('dialog', { name: /^Completar la atención/ });
  await complete.getByLabel('Precio final').fill('40');
  await complete.getByLabel('Motivo del cambio de precio').fill('Cliente frecuente');
  await complete.getByRole('button', { name: 'Completar' }).click();
  await expect(panel.getByText('Completada', { exact: true }).first()).toBeVisible();
  await expect(panel.getByText(/S\/\s?40/).first()).toBeVisible();
});

test('an appointment is dragged to another hour and professional, and back', async ({
  page,
  business,
  login,
}) => {
  const { book } = await staffed(business);
  await book('10:00');
  await login(page, business);
  await page.goto(`${business.origin}/agenda?date=${MONDAY}`);
  const before = appointment(page, /^10:00.*Rosa Mamani/);
  const from = await before.boundingBox();
  const goal = await page.locator('.ec-body .ec-day').nth(1).boundingBox();
  if (!from || !goal) throw new Error('not drawn');
  await page.mouse.move(from.x + 30, from.y + 8);
  await page.mouse.down();
  // An hour is eighty pixels high.
  await page.mouse.move(goal.x + 30, from.y + 88, { steps: 12 });
  await expect(page.getByRole('status').filter({ hasText: '11:00: libre' })).toBeVisible();
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: /^Reprogramar/ });
  await expect(dialog.getByText('11:00')).toBeVisible();
  await dialog.getByRole('button', { name: 'Reprogramar' }).click();
  await expect(appointment(page, /^11:00.*Rosa Mamani/)).toBeVisible();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await expect(appointment(page, /^10:00.*Rosa Mamani/)).toBeVisible();
});

test('a time that is taken is said so, with others to choose from', async ({ page, business, login }) => {
  const { book } = await staffed(business);
  await book('10:00');
  await login(page, business);
  await page.goto(`${business.origin}/agenda?date=${MONDAY}`);
  await expect(appointment(page, /Rosa Mamani/)).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Nueva cita' });
  await expect(dialog.getByLabel('Cliente', { exact: true })).toBeFocused();
  await page.keyboard.type('987 654 321');
  await page.getByRole('option', { name: /Rosa Mamani/ }).click();
  await choose(dialog, page, 'Servicio', 'valoraci', /Valoración odontológica/);
  await dialog.getByLabel('Profesional').click();
  await page.getByRole('option', { name: 'Dra. Alba Ruiz' }).click();
  await dialog.getByLabel('Hora').fill('10:00');
  await dialog.getByRole('button', { name: 'Agendar' }).click();
  await expect(dialog.getByText('Horarios libres cercanos')).toBeVisible();
  const other = dialog.getByRole('alert').getByRole('button').first();
  const time = (await other.textContent()) ?? '';
  await other.click();
  await dialog.getByRole('button', { name: 'Agendar' }).click();
  await expect(appointment(page, new RegExp(`^${time}.*Rosa Mamani`))).toBeVisible();
});

test('all views are reached by keyboard, and can be read', async ({ page, business, login, accessible }) => {
  // Eight looks of axe.
  test.slow();
  const { book } = await staffed(business);
  await book('10:00');
  await book('15:00');
  await login(page, business);
  await page.goto(`${business.origin}/agenda?date=${MONDAY}`);
  for (const [key, view] of [
    ['d', 'day'],
    ['w', 'week'],
    ['m', 'month'],
    ['l', 'list'],
  ] as const) {
    await expect(page.getByRole('button', { name: /Rosa Mamani/ }).first()).toBeVisible();
    await page.keyboard.press(key);
    if (view !== 'day') await expect(page).toHaveURL(new RegExp(`view=${view}`));
    await expect(page.getByRole('button', { name: /Rosa Mamani/ }).first()).toBeVisible();
    await accessible(page, `agenda-${view}`);
  }
});

test('the panel, the help and the booking open and close by keyboard', async ({
  page,
  business,
  login,
  accessible,
}) => {
  const { book } = await staffed(business);
  await book('10:00');
  await login(page, business);
  await page.goto(`${business.origin}/agenda?view=list&date=${MONDAY}`);
  await page
    .getByRole('button', { name: /Rosa Mamani/ })
    .first()
    .click();
  const panel = page.getByRole('dialog', { name: 'Detalle de la cita' });
  await expect(panel.getByText('Cita creada')).toBeVisible();
  await accessible(page, 'agenda-panel');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Atajos de teclado' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog', { name: 'Nueva cita' })).toBeVisible();
  await accessible(page, 'agenda-booking');
});
