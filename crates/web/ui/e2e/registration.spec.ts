import { randomBytes } from 'node:crypto';
import { expect, root, test } from './support';

test('a visitor reads what Panal is, in either theme and language', async ({ page, accessible }) => {
  await page.goto(`${root().origin}/`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await accessible(page, 'home');
  await page.getByRole('button', { name: 'English' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'A full agenda, clients on time' })).toBeVisible();
});

test('a business registers, and finds its door', async ({ page, accessible }) => {
  const name = `Clínica Sol ${randomBytes(4).toString('hex')}`;
  await page.goto(`${root().origin}/registro`);
  await page.getByRole('button', { name: 'Crear mi negocio' }).click();
  await expect(page.getByLabel('Nombre del negocio')).toBeFocused();
  await accessible(page, 'registration');

  await page.getByLabel('Nombre del negocio').fill(name);
  await expect(page.getByText('está libre')).toBeVisible();
  // An address that somebody has is said to be taken, with another instead.
  await page.getByLabel('Su dirección en internet').fill('clinica1');
  await page.getByRole('button', { name: /^Usar / }).click();
  await expect(page.getByText('está libre')).toBeVisible();
  const slug = name.toLowerCase().replace('í', 'i').replaceAll(' ', '-');
  await page.getByLabel('Su dirección en internet').fill(slug);
  await page.getByRole('radio', { name: 'Clínica dental' }).check();
  await page.getByLabel('País').selectOption('PE');
  await page.getByLabel('Su nombre').fill('Ana Pérez');
  await page.getByLabel('Su correo').fill(`ana@${slug}.test`);
  // The server judges what is hard to guess.
  await page.getByLabel('Contraseña', { exact: true }).fill('1234567890');
  await page.getByLabel('Acepto los términos de uso').check();
  await page.getByRole('button', { name: 'Crear mi negocio' }).click();
  await expect(page.getByLabel('Contraseña', { exact: true })).toBeFocused();
  await page.getByLabel('Contraseña', { exact: true }).fill('girasoles de martes 7');
  await page.getByRole('button', { name: 'Crear mi negocio' }).click();

  await expect(page.getByRole('heading', { name: `¡${name} ya tiene su panal!` })).toBeVisible({
    timeout: 20_000,
  });
  await accessible(page, 'registration-done');
  await expect(page.getByRole('link', { name: 'Entrar a mi negocio' })).toHaveAttribute(
    'href',
    new RegExp(`^http://${slug}\\.`),
  );
});
