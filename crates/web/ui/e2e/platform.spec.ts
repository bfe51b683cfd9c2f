import type { Page } from '@playwright/test';
import { createHmac, randomBytes } from 'node:crypto';
import { expect, panal, root, test } from './support';

const PASSWORD = 'panal-demo-2026';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows now for a secret (RFC 6238). */
function totp(secret: string): string {
  const bits = [...secret.replace(/[\s=]/g, '')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const admin = (path = '') => `${root().origin}/admin${path}`;

/** A super admin of its own, who has no second factor yet. */
async function superAdmin(): Promise<string> {
  const email = `root-${randomBytes(4).toString('hex')}@panal.test`;
  await panal(
    ['user', 'create', '--platform', '--email', email, '--name', 'Rosa Torres', '--password-stdin'],
    PASSWORD,
  );
  return email;
}

/** Logs in through the page, and sets the second factor up. */
async function enter(page: Page): Promise<void> {
  await page.goto(admin('/login'));
  await page.getByLabel('Correo').fill(await superAdmin());
  await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('heading', { name: 'Active su segundo factor' })).toBeVisible();
  await page.getByLabel('Su contraseña').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByRole('img', { name: /Código QR/ })).toBeVisible();
  await page.getByRole('textbox').fill(totp(await page.locator('code').innerText()));
  await page.getByRole('button', { name: 'Activar' }).click();
  await expect(
    page.getByRole('list', { name: 'Códigos de recuperación' }).getByRole('listitem').first(),
  ).toBeVisible();
  await page.getByRole('checkbox', { name: /Los guardé/ }).check();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByRole('heading', { name: 'Resumen' })).toBeVisible();
}

test('the first log-in sets a second factor up, and then shows the platform', async ({
  page,
  accessible,
}) => {
  await enter(page);
  await expect(page.getByRole('heading', { name: 'Negocios nuevos por día' })).toBeVisible();
  await accessible(page, 'platform-overview');
  for (const [link, heading] of [
    ['Planes', 'Básico'],
    ['Sistema', 'Cola de tareas'],
    ['Migraciones', 'Versiones'],
  ] as const) {
    await page.getByRole('link', { name: link }).click();
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    await accessible(page, `platform-${link.toLowerCase()}`);
  }
});

test('a business is made, suspended, deleted with its name typed, and brought back', async ({
  page,
  accessible,
}) => {
  await enter(page);
  const slug = `e2e-${randomBytes(4).toString('hex')}`;
  await page.getByRole('link', { name: 'Crear negocio' }).click();
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Barbería Prueba');
  await page.getByLabel('Dirección (subdominio)').fill(slug);
  await page.getByLabel('Oficio').click();
  await page.getByRole('option', { name: 'Barbería' }).click();
  await page.getByRole('switch', { name: 'Crear también su usuario' }).click();
  await page.getByRole('button', { name: 'Crear negocio' }).click();
  await expect(page.getByRole('heading', { name: `«${slug}» está listo` })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Ver el negocio' }).click();
  await expect(page.getByRole('heading', { name: 'Barbería Prueba' })).toBeVisible();
  await accessible(page, 'platform-tenant');

  await page.getByRole('tab', { name: 'Operación' }).click();
  await page.getByRole('button', { name: 'Suspender' }).click();
  await page.getByLabel('Motivo').fill('Lo pidió su dueño por teléfono');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspender' }).click();
  await expect(page.getByText('Suspendido', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Reactivar' }).click();
  await expect(page.getByText('Activo', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Eliminar negocio' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motivo').fill('Era solo una prueba de la plataforma');
  await expect(dialog.getByRole('button', { name: 'Eliminar negocio' })).toBeDisabled();
  await dialog.getByLabel(/para confirmar/).fill(slug);
  await dialog.getByRole('button', { name: 'Eliminar negocio' }).click();
  await page.getByRole('button', { name: 'Recuperar' }).click();
  await expect(page.getByRole('button', { name: 'Eliminar negocio' })).toBeVisible();
});

test('a larger limit is agreed on, and the audit tells why', async ({ page, business, accessible }) => {
  await enter(page);
  await page.getByRole('combobox', { name: /Buscar un negocio/ }).fill(business.slug);
  await page.getByRole('option', { name: new RegExp(business.slug) }).click();
  await page.getByRole('tab', { name: 'Plan y pagos' }).click();
  await page.getByRole('button', { name: 'Acordar otro límite: Usuarios' }).click();
  await page.getByLabel('Máximo').fill('25');
  await page.getByLabel('Motivo').fill('Abre dos sedes el mes que viene');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText(/Abre dos sedes/)).toBeVisible();
  await accessible(page, 'platform-plan');
  await page.getByRole('link', { name: 'Auditoría' }).click();
  await expect(page.getByText(/Abre dos sedes/).first()).toBeVisible();
  await accessible(page, 'platform-audit');
});
