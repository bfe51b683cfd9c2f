import { randomBytes } from 'node:crypto';
import { expect, root, test } from './support';

const PASSWORD = 'girasoles de martes 7';

test('from nothing to the first figures: a business registers, opens its agenda, and attends to a customer', async ({
  page,
  browser,
  shot,
}) => {
  test.setTimeout(150_000);
  const name = `Sonrisas ${randomBytes(4).toString('hex')}`;
  const slug = name.toLowerCase().replace(' ', '-');
  const origin = `http://${slug}.${root().host}`;

  await test.step('the owner registers on the base domain', async () => {
    await page.goto(`${root().origin}/`);
    await shot(page, 'journey-01-home');
    await page.getByRole('link', { name: 'Crear mi negocio' }).first().click();
    await page.getByLabel('Nombre del negocio').fill(name);
    await expect(page.getByText('está libre')).toBeVisible();
    await page.getByRole('radio', { name: 'Clínica dental' }).check();
    await page.getByLabel('País').selectOption('PE');
    await page.getByLabel('Su nombre').fill('Ana Pérez');
    await page.getByLabel('Su correo').fill(`ana@${slug}.test`);
    await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Acepto los términos de uso').check();
    await shot(page, 'journey-02-registration');
    await page.getByRole('button', { name: 'Crear mi negocio' }).click();
    await expect(page.getByRole('heading', { name: `¡${name} ya tiene su panal!` })).toBeVisible({
      timeout: 20_000,
    });
    await shot(page, 'journey-03-registered');
  });

  await test.step('and lands on the subdomain', async () => {
    await page.getByRole('link', { name: 'Entrar a mi negocio' }).click();
    await page.getByLabel('Correo', { exact: true }).fill(`ana@${slug}.test`);
    await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
    await shot(page, 'journey-04-login');
    await page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Empecemos' })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(origin);
    await shot(page, 'journey-05-first-steps');
  });

  await test.step('takes services from the templates', async () => {
    await page.getByRole('link', { name: 'Elija sus servicios' }).click();
    await page.getByRole('button', { name: 'Marcar los frecuentes' }).click();
    await shot(page, 'journey-06-templates');
    await page.getByRole('button', { name: /^Traer \d+ servicios?$/ }).click();
    await expect(page.getByText(/^Listo: \d+ servicios? nuevos?/)).toBeVisible();
    await shot(page, 'journey-07-services');
  });

  await test.step('adds a professional with a week', async () => {
    await page.goto(`${origin}/professionals/create`);
    await page.getByLabel('Nombre completo').fill('Dra. Rosa Quintana');
    await page.getByRole('combobox', { name: 'Tipo' }).fill('Odontólogo');
    await page.getByRole('button', { name: 'Agregar', exact: true }).click();
    await page.getByRole('button', { name: 'Plantillas' }).first().click();
    await page.getByRole('menuitem').first().click();
    await shot(page, 'journey-08-week');
    await page.getByRole('button', { name: 'Guardar', exact: true }).click();
    await expect(page.getByText('El horario quedó guardado')).toBeVisible();
  });

  const booked = await test.step('a customer books on a telephone', async () => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'es-PE',
      timezoneId: 'America/Lima',
      reducedMotion: 'reduce',
    });
    const phone = await context.newPage();
    await phone.goto(`${origin}/reservar`);
    await phone.getByRole('checkbox').first().check();
    await shot(phone, 'journey-09-customer-services');
    await phone.getByRole('button', { name: 'Ver horas libres' }).click();
    // Not today, where little may be left.
    await phone.locator('.day:has([data-free=many])').nth(1).click();
    await shot(phone, 'journey-10-customer-times');
    await phone.getByRole('button', { name: '10:00', exact: true }).click();
    await phone.getByLabel('Nombres').fill('Rosa');
    await phone.getByLabel(/^Apellidos/).fill('Quispe');
    await phone.getByLabel('Teléfono').fill('987 654 321');
    await phone.getByLabel('Leí el texto y lo autorizo').check();
    await shot(phone, 'journey-11-customer-details');
    const answer = phone.waitForResponse((response) =>
      response.url().endsWith('/api/v1/public/appointments'),
    );
    await phone.getByRole('button', { name: 'Reservar', exact: true }).click();
    await expect(phone.getByRole('heading', { name: '¡Recibimos su reserva!' })).toBeVisible();
    await shot(phone, 'journey-12-customer-booked');
    const starts = JSON.stringify(await (await answer).json()).match(/"starts_at":"([^"]+)"/)?.[1] ?? '';
    await context.close();
    return new Date(new Date(starts).getTime() - 5 * 3_600_000).toISOString().slice(0, 10);
  });

  await test.step('the desk sees it in the agenda, and drags it', async () => {
    await page.goto(`${origin}/agenda?date=${booked}`);
    const event = (hour: string) =>
      page
        .getByRole('region', { name: 'Agenda' })
        .getByRole('button', { name: new RegExp(`^${hour}.*Rosa Quispe`) });
    await expect(event('10:00')).toBeVisible();
    await shot(page, 'journey-13-agenda');
    const box = await event('10:00').boundingBox();
    if (!box) throw new Error('not drawn');
    await page.mouse.move(box.x + 30, box.y + 8);
    await page.mouse.down();
    // An hour is eighty pixels high.
    await page.mouse.move(box.x + 30, box.y + 88, { steps: 10 });
    await shot(page, 'journey-14-dragging');
    await page.mouse.up();
    const dialog = page.getByRole('dialog', { name: /^Reprogramar/ });
    await expect(dialog).toBeVisible();
    await shot(page, 'journey-15-moving');
    await dialog.getByRole('button', { name: 'Reprogramar' }).click();
    await expect(event('11:00')).toBeVisible();
    await shot(page, 'journey-16-moved');
    await event('11:00').click();
  });

  await test.step('attends to it', async () => {
    const panel = page.getByRole('dialog', { name: 'Detalle de la cita' });
    for (const verb of ['Confirmar', 'Llegó', 'Iniciar']) {
      await panel.getByRole('button', { name: verb, exact: true }).click();
      await expect(panel.getByRole('button', { name: verb, exact: true })).toHaveCount(0);
    }
    await panel.getByRole('button', { name: 'Completar' }).click();
    await page
      .getByRole('dialog', { name: /^Completar/ })
      .getByRole('button', { name: 'Completar' })
      .click();
    await expect(panel.getByText('Completada', { exact: true }).first()).toBeVisible();
    await shot(page, 'journey-17-completed');
  });

  await test.step('and the summary counts it', async () => {
    await page.goto(`${origin}/`);
    await expect(page.getByRole('link', { name: /^Ver Citas: 0$/ })).toBeVisible();
    await page.getByRole('button', { name: 'Otras fechas' }).click();
    const dates = page.getByRole('dialog', { name: 'Otras fechas' });
    await dates.getByLabel('Hasta').fill(booked);
    await dates.getByRole('button', { name: 'Ver', exact: true }).click();
    await expect(page.getByRole('link', { name: /^Ver Citas: 1$/ })).toBeVisible();
    await expect(page.getByRole('link', { name: /^Ver Ingresos: S\/\s*[1-9]/ })).toBeVisible();
    await shot(page, 'journey-18-summary');
    await page.getByRole('link', { name: /^Ver Ingresos/ }).click();
    await expect(page.getByRole('row', { name: /Rosa Quispe/ })).toBeVisible();
    await shot(page, 'journey-19-rows');
  });
});
