import type { Locator, Page } from '@playwright/test';
import { expect, test, type Business } from './support';
import { addClient, MONDAY, open } from './support/agenda';

/** Two professionals who work from nine to five, and a client. `book` books for her. */
async function staffed(business: Business) {
  const { book } = await open(business, ['Dra. Alba Ruiz', 'Dra. Bruna Paz']);
  const client = await addClient(business);
  return { book: (starts: string) => book(client, starts) };
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
