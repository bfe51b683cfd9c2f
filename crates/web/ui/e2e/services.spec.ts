import { expect, test, type Business } from './support';

interface Row {
  id: string;
}

const branchOf = async (business: Business) =>
  (await business.api<{ data: Row[] }>('GET', '/branches')).data[0]?.id;

test('services come in from templates with the prices of the business', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await business.api('POST', '/services', { name: 'Urgencia odontológica', price: '10', minutes: 30 });
  await login(page, business);
  await page.goto(`${business.origin}/services`);
  await page.getByRole('link', { name: 'Traer de plantillas' }).first().click();
  await page.getByRole('button', { name: 'Desmarcar todos' }).click();
  await expect(page.getByText('Elija al menos un servicio')).toBeVisible();
  // Whoever sets a price wants it.
  await page.getByLabel('Precio de Valoración odontológica').fill('65,50');
  await page.getByRole('checkbox', { name: 'Traer Radiografía periapical' }).check();
  await accessible(page, 'service-templates');
  await page.getByRole('button', { name: 'Traer 2 servicios' }).click();
  await expect(page.getByText('Listo: 2 servicios nuevos')).toBeVisible();
  await accessible(page, 'service-templates-done');
  await page.getByRole('link', { name: 'Ver los servicios' }).click();
  await expect(page.getByRole('link', { name: /Valoración odontológica.*S\/\s65\.50/ })).toBeVisible();
  await accessible(page, 'services');
});

test('a service is written by hand, changed, and taken off the list', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await business.api('POST', '/rooms', { name: 'Consultorio 1', branch_id: await branchOf(business) });
  await login(page, business);
  await page.goto(`${business.origin}/services/create`);
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Limpieza profunda');
  await page.getByRole('combobox', { name: 'Categoría' }).fill('Prevención');
  await page.getByLabel('Precio').fill('1,250');
  await page.getByRole('button', { name: '45 minutos' }).click();
  await page.getByLabel('Minutos libres después').fill('15');
  await expect(page.getByText('Ocupa 1 h en la agenda.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Reservado a' }).click();
  await page.getByRole('option', { name: 'Higienista oral' }).click();
  await page.getByRole('combobox', { name: 'Salas en las que se puede prestar' }).click();
  await page.getByRole('option', { name: 'Consultorio 1' }).click();
  await page.keyboard.press('Escape');
  await accessible(page, 'service-form');
  await page.getByRole('button', { name: 'Agregar servicio' }).click();
  await page.getByRole('link', { name: /Limpieza profunda.*S\/\s1,250/ }).click();

  await page.getByLabel('Precio').fill('90');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await page.getByRole('link', { name: /Limpieza profunda.*S\/\s90/ }).click();
  await page.getByRole('button', { name: 'Dejar de ofrecer' }).click();
  await expect(page.getByRole('button', { name: 'Volver a ofrecer' })).toBeVisible();
  const { data } = await business.api<{ data: Record<string, unknown>[] }>('GET', '/services');
  expect(data).toMatchObject([
    {
      price: '90.00',
      minutes: 45,
      buffer_after_minutes: 15,
      professional_kinds: ['higienista'],
      is_active: false,
    },
  ]);
});

test('a room that services need says so, and is taken out of use instead', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await login(page, business);
  await page.goto(`${business.origin}/rooms`);
  await page.getByRole('link', { name: 'Nueva sala' }).first().click();
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Consultorio 1');
  await page.getByRole('radio', { name: 'Color azul', exact: true }).check();
  await page.getByRole('button', { name: 'Agregar sala' }).click();
  await expect(page.getByRole('link', { name: 'Consultorio 1' })).toBeVisible();
  await accessible(page, 'rooms');
  const { data } = await business.api<{ data: Row[] }>('GET', '/rooms');
  await business.api('POST', '/services', {
    name: 'Limpieza',
    price: '80',
    minutes: 30,
    rooms: data.map(({ id }) => id),
  });

  await page.getByRole('link', { name: 'Consultorio 1' }).click();
  await page.getByRole('button', { name: 'Eliminar' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Eliminar' }).click();
  await expect(dialog.getByText('1 servicio se presta en esta sala.')).toBeVisible();
  await accessible(page, 'room-needed');
  await dialog.getByRole('button', { name: 'Dejar de usar' }).click();
  await expect(page.getByText('Fuera de uso', { exact: true })).toBeVisible();
});
