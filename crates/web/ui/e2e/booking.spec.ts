import type { Page } from '@playwright/test';
import { expect, test, type Business } from './support';
import { changeRules, open, type Row } from './support/agenda';

/** Services, and a professional who works every day. */
const opened = (business: Business) =>
  open(business, ['Dra. Lucía Paredes'], { from: '08:00', until: '20:00' });

/** Comes by a link that says which service, and takes a time of tomorrow or later, where all are free. */
async function toDetails(page: Page, business: Business, service: Row, hour = '10:00'): Promise<void> {
  await page.goto(`${business.origin}/reservar?service=${service.id}`);
  await page.getByRole('heading', { name: '¿Cuándo le queda bien?' }).waitFor();
  await page.locator('.day').nth(2).click();
  await page.getByRole('button', { name: hour, exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sus datos' })).toBeFocused();
}

async function fill(page: Page): Promise<void> {
  await page.getByLabel('Nombres').fill('Rosa');
  await page.getByLabel(/^Apellidos/).fill('Quispe');
  await page.getByLabel('Teléfono').fill('987 654 321');
  await page.getByLabel('Leí el texto y lo autorizo').check();
}

/** A day after today, where the business is. */
const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000 - 5 * 3_600_000).toISOString().slice(0, 10);

const book = (page: Page) => page.getByRole('button', { name: 'Reservar', exact: true }).click();

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 360, height: 740 }, locale: 'es-PE', timezoneId: 'America/Lima' });

  test('a customer books in four steps, moves the appointment and calls it off', async ({
    page,
    business,
    accessible,
  }) => {
    const { service } = await opened(business);
    await page.goto(`${business.origin}/reservar`);
    await page.getByRole('searchbox').fill('valoracion');
    await page.getByRole('checkbox', { name: /Valoración/ }).check();
    await accessible(page, 'booking-1-services');
    await page.getByRole('button', { name: 'Ver horas libres' }).click();
    await page.locator('.day').nth(2).click();
    await accessible(page, 'booking-2-times');
    await page.getByRole('button', { name: '10:00', exact: true }).click();

    // What is missing is said, and what is typed survives a look back.
    await book(page);
    await expect(page.getByLabel('Nombres')).toBeFocused();
    await accessible(page, 'booking-3-details');
    await fill(page);
    await page.goBack();
    await page.getByRole('heading', { name: '¿Cuándo le queda bien?' }).waitFor();
    await page.goForward();
    await expect(page.getByLabel('Nombres')).toHaveValue('Rosa');
    await book(page);
    await expect(page.getByRole('heading', { name: '¡Recibimos su reserva!' })).toBeVisible();
    await page.reload();
    const code = page.locator('.ticket-code strong');
    await expect(code).toHaveText(/^CIT-/);
    await accessible(page, 'booking-4-done');
    const { total } = await business.api<{ total: number }>('GET', `/appointments?service=${service.id}`);
    expect(total).toBe(1);

    await page.getByRole('button', { name: 'Ver o cambiar mi cita' }).click();
    await page.getByRole('button', { name: 'Cambiar la hora' }).click();
    await page.locator('.day').nth(3).click();
    await page.getByRole('button', { name: '11:00', exact: true }).click();
    await page.getByRole('button', { name: 'Pasar la cita a esta hora' }).click();
    await expect(page.getByText(/Listo: su cita pasó a .* 11:00/)).toBeVisible();
    await expect(page).toHaveURL(`${business.origin}/cita`);
    await page.reload();
    await expect(page.getByText('11:00', { exact: true })).toBeVisible();
    await accessible(page, 'visit');

    await page.getByRole('button', { name: 'Cancelar la cita' }).click();
    await page.getByRole('button', { name: 'Sí, cancelar' }).click();
    await expect(page.getByText('Su cita quedó cancelada.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Cambiar la hora' })).toHaveCount(0);
  });
});

test('whoever comes second gets a clear word and other times', async ({ page, business, browser }) => {
  const { service } = await opened(business);
  const other = await (await browser.newContext()).newPage();
  await page.goto(`${business.origin}/reservar?service=${service.id}`);
  await page.locator('.day').nth(2).click();
  await expect(page.getByRole('button', { name: '10:00', exact: true })).toBeVisible();
  await toDetails(other, business, service);
  await page.getByRole('button', { name: '10:00', exact: true }).click();
  const word = page.getByRole('alert').filter({ hasText: 'Alguien tomó las 10:00' });
  await expect(word).toBeVisible();
  await word.getByRole('button').first().click();
  await expect(page.getByRole('heading', { name: 'Sus datos' })).toBeVisible();
  await other.context().close();
});

test('a network that fails loses nothing and books once', async ({ page, business }) => {
  const { service } = await opened(business);
  await toDetails(page, business, service);
  await fill(page);
  // The request arrives; its answer does not.
  await page.route('**/api/v1/public/appointments', async (route) => {
    const body = route.request().postDataJSON() as unknown;
    await business.api('POST', '/public/appointments', body);
    await route.abort();
  });
  await book(page);
  await expect(page.getByRole('alert').filter({ hasText: 'No hay conexión' })).toBeVisible();
  await expect(page.getByLabel('Nombres')).toHaveValue('Rosa');
  await page.unroute('**/api/v1/public/appointments');
  await book(page);
  await expect(page.getByRole('heading', { name: '¡Recibimos su reserva!' })).toBeVisible();
  const { total } = await business.api<{ total: number }>('GET', '/appointments');
  expect(total).toBe(1);
});

test('links that are good no more, and a closed door, say what to do', async ({
  page,
  business,
  accessible,
}) => {
  await opened(business);
  await page.goto(`${business.origin}/cita#token=nothing`);
  await expect(page.getByRole('heading', { name: 'Este enlace ya no sirve' })).toBeVisible();
  await accessible(page, 'visit-wrong-link');
  await page.goto(`${business.origin}/calificar`);
  await expect(page.getByRole('heading', { name: 'Falta el enlace de su cita' })).toBeVisible();
  await changeRules(business, { public_booking: false });
  await page.goto(`${business.origin}/reservar`);
  await expect(page.getByRole('heading', { name: 'Por ahora no se reserva por internet' })).toBeVisible();
});

test('a customer tells how it was, by keyboard alone', async ({ page, business, accessible }) => {
  const { service } = await opened(business);
  const { days } = await business.api<{ days: { starts: { starts_at: string }[] }[] }>(
    'GET',
    `/public/availability?service=${service.id}&from=${inDays(1)}&to=${inDays(2)}`,
  );
  const { consent_text: text } = await business.api<{ consent_text: string }>('GET', '/public/booking');
  const { token } = await business.api<{ token: string }>('POST', '/public/appointments', {
    service_id: service.id,
    starts_at: days.flatMap(({ starts }) => starts)[0]?.starts_at,
    first_name: 'Rosa',
    phone: '987 654 321',
    consent: { data_processing: true, text },
  });
  const { data } = await business.api<{ data: Row[] }>('GET', '/appointments');
  for (const verb of ['confirm', 'start', 'complete']) {
    await business.api('POST', `/appointments/${data[0]?.id}/${verb}`, {});
  }
  await page.goto(`${business.origin}/calificar#token=${token}`);
  const stars = page.getByRole('radiogroup').or(page.getByRole('group', { name: 'Su calificación' }));
  await stars.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  for (let more = 0; more < 4; more += 1) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: /5 estrellas/ })).toBeChecked();
  await accessible(page, 'rating');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Muy amables');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '¡Gracias!' })).toBeVisible();
  expect(page.url()).not.toContain(token);
});

test('a time that became free is taken by its link', async ({ page, business, accessible }) => {
  await opened(business);
  // The link is in a letter, which no test reads: the answers are those that the API describes.
  const offer = {
    state: 'open',
    business: business.name,
    branch: 'Principal',
    service: 'Valoración odontológica',
    professional: 'Dra. Lucía Paredes',
    starts_at: `${inDays(1)}T15:00:00Z`,
    ends_at: `${inDays(1)}T15:30:00Z`,
    time_zone: 'America/Lima',
    expires_at: new Date(Date.now() + 3_000_000).toISOString(),
    appointment: null,
  };
  await page.route('**/api/v1/public/offers/secret', (route) => route.fulfill({ json: offer }));
  await page.route('**/api/v1/public/offers/secret/accept', (route) =>
    route.fulfill({
      json: { ...offer, state: 'accepted', expires_at: null, appointment: { code: 'CIT-1', token: 'other' } },
    }),
  );
  await page.goto(`${business.origin}/oferta#token=secret`);
  await expect(page.getByRole('timer')).toContainText('La guardamos para usted');
  await accessible(page, 'offer');
  await page.getByRole('button', { name: 'Sí, la quiero' }).click();
  await expect(page.getByRole('heading', { name: '¡La hora es suya!' })).toBeVisible();
});
