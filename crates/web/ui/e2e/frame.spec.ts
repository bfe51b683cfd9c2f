import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test, type User } from './support';

/** The six digits of an authenticator app, some steps of 30 seconds from now. */
function totp(secret: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')]
    .map((c) => letters.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function typePassword(page: Page, user: User, password = user.password) {
  await page.getByLabel('Correo', { exact: true }).fill(user.email);
  await page.getByLabel('Contraseña', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
}

async function leave(page: Page) {
  await page.getByRole('button', { name: /^Cuenta de/ }).click();
  await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
  await expect(page).toHaveURL(/\/login$/);
}

test('whoever logs in arrives where they wanted, and leaves all tabs at once', async ({
  page,
  context,
  business,
  accessible,
}) => {
  await page.goto(`${business.origin}/mi-cuenta`);
  await expect(page).toHaveURL(/\/login/);
  await accessible(page, 'login');
  await typePassword(page, business, 'not-the-password');
  await expect(page.getByRole('alert')).toContainText('contraseña');
  await typePassword(page, business);
  await expect(page.getByRole('heading', { name: 'Mi cuenta' })).toBeVisible();
  await expect(page.getByText('Esta sesión')).toBeVisible();
  await accessible(page, 'account');

  const other = await context.newPage();
  await other.goto(`${business.origin}/mi-cuenta`);
  await expect(other.getByRole('heading', { name: 'Mi cuenta' })).toBeVisible();
  await leave(page);
  await expect(other).toHaveURL(/\/login/);
});

test('a session that ends in the middle of a form asks who is there, and loses nothing', async ({
  browser,
  page,
  business,
  login,
  accessible,
}) => {
  await login(page, business);
  await page.goto(`${business.origin}/mi-cuenta`);
  await page.getByLabel('Nombre', { exact: true }).fill('Ana Quispe Flores');
  // The same user ends it from another device.
  const other = await browser.newContext({ locale: 'es-CO' });
  const elsewhere = await other.newPage();
  await login(elsewhere, business);
  await elsewhere.goto(`${business.origin}/mi-cuenta`);
  await elsewhere.getByRole('button', { name: 'Cerrar las demás' }).click();
  await expect(elsewhere.getByText('Las demás sesiones se cerraron')).toBeVisible();
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Su sesión terminó' });
  await expect(dialog).toBeVisible();
  await accessible(page, 'session-expired');
  await dialog.getByLabel('Contraseña', { exact: true }).fill('not-the-password');
  await dialog.getByRole('button', { name: 'Continuar' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Contraseña', { exact: true }).fill(business.password);
  await dialog.getByRole('button', { name: 'Continuar' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Guardado')).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere.getByRole('button', { name: 'Cuenta de Ana Quispe Flores' })).toBeVisible();
  await other.close();
});

test('a second factor is set up, and asked for', async ({ page, business, login, accessible }) => {
  await login(page, business);
  await page.goto(`${business.origin}/mi-cuenta`);
  await page.getByRole('button', { name: 'Activar', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Contraseña', { exact: true }).fill(business.password);
  await dialog.getByRole('button', { name: 'Continuar' }).click();
  await expect(dialog.getByRole('img', { name: 'Código QR para la aplicación' })).toBeVisible();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  await accessible(page, 'second-factor');
  await dialog.getByLabel('Código', { exact: true }).fill(totp(secret));
  await dialog.getByRole('button', { name: 'Confirmar' }).click();
  await expect(page.getByRole('dialog', { name: 'Guarde sus códigos de recuperación' })).toBeVisible();
  const [recovery = ''] = await page.getByRole('dialog').getByRole('listitem').allTextContents();
  await page.getByRole('button', { name: 'Ya los guardé' }).click();
  await expect(page.getByText('Activada')).toBeVisible();
  await leave(page);

  await typePassword(page, business);
  await expect(page.getByRole('heading', { name: 'Verificación en dos pasos' })).toBeVisible();
  await page.getByRole('button', { name: 'Usar un código de recuperación' }).click();
  await page.getByLabel('Código de recuperación').fill(recovery);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Cuenta de Ana Quispe/ })).toBeVisible();
});

test('everything is within reach of the keyboard: Ctrl K finds clients and screens', async ({
  page,
  clinic,
  login,
  accessible,
}) => {
  await login(page, clinic);
  await page.goto(`${clinic.origin}/mi-cuenta`);
  await expect(page.getByRole('heading', { name: 'Mi cuenta' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Buscar en todo' });
  await search.fill('luz marina gutierrez');
  await expect(page.getByRole('option', { name: /^Luz Marina Gutiérrez/ }).first()).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await accessible(page, 'search');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/clients\/.+\/show$/);
  await page.keyboard.press('Control+k');
  await search.fill('sal');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
});

test('a phone has the navigation below, and says when the network is gone and back', async ({
  page,
  context,
  business,
  login,
  accessible,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await login(page, business);
  await page.goto(`${business.origin}/mi-cuenta`);
  await page.getByRole('button', { name: 'Más' }).click();
  await accessible(page, 'phone-navigation');
  await page.getByRole('dialog').getByRole('link', { name: 'Profesionales' }).click();
  await expect(page).toHaveURL(/\/professionals/);
  await context.setOffline(true);
  await expect(page.getByText('Sin conexión.', { exact: false }).first()).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('La conexión volvió.')).toBeVisible();
});

test('a business that is not there, and a server that is not, are told apart', async ({
  page,
  business,
  login,
}) => {
  await login(page, business);
  await page.route('**/api/v1/tenant', (route) => route.abort());
  await page.goto(`${business.origin}/`);
  await expect(page.getByText('Sin conexión')).toBeVisible();
  await page.unroute('**/api/v1/tenant');
  await page.getByRole('button', { name: 'Intentar de nuevo' }).click();
  await expect(page.getByRole('banner')).toBeVisible();
  await page.goto(`${business.origin}/no-existe`);
  await expect(page.getByText('Aquí no hay nada')).toBeVisible();
});
