import type { Page } from '@playwright/test';
import { expect, test, type Business } from './support';
import { addProfessional, branchOf } from './support/agenda';

const hoursOf = async (business: Business, id: string) =>
  (
    await business.api<{
      hours: { weekday: number; from: string; until: string; allows_bookings: boolean }[];
    }>('GET', `/professionals/${id}/schedule`)
  ).hours.map((one) => `${one.weekday} ${one.from}-${one.until}${one.allows_bookings ? '' : ' pausa'}`);

/** Where an hour of a weekday is on the grid, which shows 7 to 21 unless the week has more. */
async function at(page: Page, weekday: number, hour: number) {
  const grid = page.getByTestId('week-grid');
  await grid.scrollIntoViewIfNeeded();
  const box = await grid.boundingBox();
  if (!box) throw new Error('no grid');
  return { x: box.x + (box.width / 7) * (weekday - 0.5), y: box.y + (box.height / 14) * (hour - 7) };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

test('somebody is registered and their week is drawn, stretched, given a break and copied', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await page.setViewportSize({ width: 1280, height: 1250 });
  await login(page, business);
  await page.goto(`${business.origin}/professionals`);
  await page.getByRole('link', { name: 'Agregar profesional' }).first().click();
  await page.getByLabel('Nombre completo').fill('Dra. Rosa Quintana');
  await page.getByRole('combobox', { name: 'Tipo' }).fill('Odontólogo');
  await page.getByRole('radio', { name: 'Color verde azulado' }).check();
  await page.getByRole('button', { name: 'Agregar', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'Dra. Rosa Quintana' })).toBeVisible();
  await expect(page).toHaveURL(/tab=week/);
  const id = /professionals\/([^?]+)/.exec(page.url())?.[1] ?? '';

  await drag(page, await at(page, 1, 9.02), await at(page, 1, 12));
  await expect(page.getByRole('button', { name: 'Lunes, de 09:00 a 12:00', exact: false })).toBeVisible();
  await drag(page, await at(page, 1, 11.97), await at(page, 1, 18));
  await page.getByRole('button', { name: 'Descanso', exact: true }).click();
  await drag(page, await at(page, 1, 13.02), await at(page, 1, 14));
  await expect(page.getByText('8 h a la semana')).toBeVisible();
  await page.getByRole('button', { name: 'Copiar el lunes a otros días' }).click();
  await page.getByRole('button', { name: 'Copiar', exact: true }).click();
  await expect(page.getByText('40 h a la semana')).toBeVisible();
  await accessible(page, 'professional-week');
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(page.getByText('El horario quedó guardado')).toBeVisible();
  const hours = await hoursOf(business, id);
  expect(hours).toHaveLength(10);
  expect(hours.slice(0, 2).sort()).toEqual(['1 09:00-18:00', '1 13:00-14:00 pausa']);
});

test('the same week is filled in without a pointer, and what overlaps is told where it is', async ({
  page,
  business,
  login,
  accessible,
}) => {
  const { id } = await addProfessional(business, 'Luis Prado');
  await page.setViewportSize({ width: 360, height: 780 });
  await login(page, business);
  await page.goto(`${business.origin}/professionals/${id}?tab=week`);
  const monday = page.getByRole('region', { name: 'lunes' });
  await monday.getByRole('button', { name: 'Agregar horario el lunes' }).click();
  await monday.getByLabel('Desde, lunes').fill('830');
  await monday.getByLabel('Hasta, lunes').fill('13');
  await monday.getByRole('button', { name: 'Agregar horario el lunes' }).click();
  await monday.getByLabel('Desde, lunes').nth(1).fill('12:00');
  await monday.getByLabel('Desde, lunes').nth(1).press('Enter');
  await expect(monday.getByRole('alert')).toContainText('Se cruza con el horario de 08:30 a 13:00');
  await expect(page.getByRole('button', { name: 'Guardar', exact: true })).toBeDisabled();
  await monday.getByLabel('Desde, lunes').nth(1).fill('15');
  await monday.getByLabel('Hasta, lunes').nth(1).fill('24:00');
  await accessible(page, 'professional-week-phone');
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(page.getByText('El horario quedó guardado')).toBeVisible();
  expect(await hoursOf(business, id)).toEqual(['1 08:30-13:00', '1 15:00-24:00']);
});

test('two people change a week at once: the second sees it and decides', async ({
  page,
  business,
  login,
}) => {
  const [{ id, version }, branch] = [await addProfessional(business, 'Elsa Ríos'), await branchOf(business)];
  await login(page, business);
  await page.goto(`${business.origin}/professionals/${id}?tab=week`);
  await page.getByRole('button', { name: 'Plantillas' }).first().click();
  await page.getByRole('menuitem', { name: /Mañanas/ }).click();
  const theirs = { branch_id: branch.id, weekday: 6, from: '10:00', until: '12:00', allows_bookings: true };
  await business.api(
    'PUT',
    `/professionals/${id}/schedule`,
    { hours: [theirs] },
    { 'If-Match': `"${version}"` },
  );
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(page.getByText('Otra persona cambió este horario')).toBeVisible();
  await page.getByRole('button', { name: 'Guardar el mío' }).click();
  await expect(page.getByText('El horario quedó guardado')).toBeVisible();
  expect(await hoursOf(business, id)).toHaveLength(5);
});

test('a professional’s services have own terms', async ({ page, business, login, accessible }) => {
  await business.api('POST', '/services', { name: 'Limpieza dental', price: '90', minutes: 40 });
  const { id } = await addProfessional(business, 'Nora Salas');
  await login(page, business);
  await page.goto(`${business.origin}/professionals/${id}?tab=services`);
  await page.getByLabel('Precio propio de Limpieza dental').fill('110,5');
  await page.getByLabel('Minutos propios de Limpieza dental').fill('50');
  await accessible(page, 'professional-services');
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(page.getByText('Servicios guardados')).toBeVisible();
  const { data } = await business.api<{ data: unknown[] }>('GET', `/professionals/${id}/services`);
  expect(data).toMatchObject([{ price: '110.50', minutes: 50, is_offered: true }]);
});

test('days off are added and taken back, and a holiday is worked', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await addProfessional(business, 'Iván Soto');
  await login(page, business);
  await page.goto(`${business.origin}/horarios?month=2027-03`);
  await page.getByRole('button', { name: 'Agregar un día especial el lunes, 8 de marzo' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Agregar día especial' });
  await dialog.getByRole('combobox', { name: 'Profesional' }).click();
  await page.getByRole('option', { name: 'Iván Soto' }).click();
  await dialog.getByLabel('Último día').fill('2027-03-12');
  await dialog.getByRole('button', { name: 'Vacaciones' }).click();
  await accessible(page, 'exception');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  const row = page.getByRole('listitem').getByRole('button', { name: /Vacaciones/ });
  await expect(row).toContainText('5 días');
  await accessible(page, 'exceptions');
  await row.click();
  const open = page.getByRole('dialog', { name: 'Día especial' });
  await open.getByRole('button', { name: 'Eliminar' }).click();
  await open.getByRole('alert').getByRole('button', { name: 'Eliminar' }).click();
  await expect(page.getByText('Ningún día especial este mes')).toBeVisible();

  await page.goto(`${business.origin}/horarios?tab=holidays&year=2027`);
  const labour = page.getByRole('switch', { name: /1 de mayo/ });
  await labour.check();
  await expect(page.getByText('La agenda de todos quedó al día')).toBeVisible();
  await expect(page.getByRole('button', { name: /Volver a lo que dice el país: .*1 de mayo/ })).toBeVisible();
  await accessible(page, 'holidays');
});
