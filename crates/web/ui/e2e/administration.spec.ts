import { expect, test } from './support';

test('an administrator changes what a role gives, once and for all at once', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await login(page, business);
  await page.goto(`${business.origin}/roles`);
  await page.getByRole('link', { name: /Empleado/ }).click();
  await expect(page.getByRole('heading', { name: 'Empleado', level: 1 })).toBeVisible();
  const add = page.getByRole('checkbox', { name: 'Crear sucursales' });
  await expect(add).not.toBeChecked();
  await add.check();
  await page.getByRole('checkbox', { name: 'Crear clientes' }).uncheck();
  await expect(page.getByText('2 cambios: da 1, quita 1')).toBeVisible();
  await accessible(page, 'role');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Guardado')).toBeVisible();

  await page.reload();
  await expect(add).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Crear clientes' })).not.toBeChecked();

  // What nobody may change says so.
  await page.goto(`${business.origin}/roles`);
  await page.getByRole('link', { name: /Administrador/ }).click();
  await expect(page.getByText('Este rol puede todo')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Crear sucursales' })).toBeDisabled();
});

test('somebody is invited with a role, and shut out again', async ({ page, business, login, accessible }) => {
  await login(page, business);
  await page.goto(`${business.origin}/users`);
  await page.getByRole('link', { name: 'Invitar a alguien' }).click();
  await page.getByRole('textbox', { name: 'Nombre y apellidos' }).fill('Rosa Huamán');
  await page.getByRole('textbox', { name: 'Correo electrónico' }).fill(`rosa@${business.slug}.test`);
  await page.getByRole('checkbox', { name: 'Empleado' }).check();
  await page.getByRole('button', { name: 'Enviar la invitación' }).click();
  await expect(page.getByRole('heading', { name: 'Rosa Huamán', level: 1 })).toBeVisible();
  await expect(page.getByText('Invitado', { exact: true })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Empleado' })).toBeChecked();
  await page.getByRole('button', { name: 'Desactivar' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Desactivar' }).click();
  await expect(page.getByText('Desactivado', { exact: true })).toBeVisible();
  await accessible(page, 'user');
  await page.goto(`${business.origin}/users`);
  await expect(page.getByRole('link', { name: 'Rosa Huamán' })).toBeVisible();
  await accessible(page, 'users');
});

test('the last administrator cannot be taken away', async ({ page, business, login }) => {
  await login(page, business);
  await page.goto(`${business.origin}/users`);
  await page.getByRole('link', { name: 'Ana Quispe' }).click();
  await page.getByRole('checkbox', { name: /Administrador/ }).uncheck();
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText(/último administrador|administrador/i).last()).toBeVisible();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await expect(page.getByRole('checkbox', { name: /Administrador/ })).toBeChecked();
});

test('a business says how it is reached, what it looks like and what its letters say', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await login(page, business);
  await page.goto(`${business.origin}/ajustes`);
  await page.getByLabel('Teléfono').fill('12');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByLabel('Teléfono')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Teléfono').fill('987 654 321');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Guardado')).toBeVisible();
  await accessible(page, 'settings');

  await page.goto(`${business.origin}/ajustes?seccion=marca`);
  await page.getByLabel('Elegir una imagen').setInputFiles({
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  });
  await expect(page.getByText('Esa no es una imagen PNG, JPEG ni WebP.')).toBeVisible();
  await page.getByRole('button', { name: 'Usar el color #0f766e' }).click();
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Guardado')).toBeVisible();
  await accessible(page, 'brand');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Usar el color #0f766e' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  await page.goto(`${business.origin}/ajustes?seccion=correos&carta=recordatorio-cita`);
  await page.getByLabel('Comienzo').fill('Lo esperamos,');
  await page.getByRole('button', { name: 'Nombre del cliente' }).click();
  await expect(page.getByLabel('Comienzo')).toHaveValue('Lo esperamos, {client}');
  await expect(page.frameLocator('iframe').getByText(/Lo esperamos, [A-Z]/)).toBeVisible();
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Guardado')).toBeVisible();
  // axe waits for ever on a frame that runs no scripts, such as the letter's preview: this one is not looked at by it.

  await page.goto(`${business.origin}/ajustes?seccion=reservas`);
  await page.getByRole('switch', { name: 'Confirmar al instante' }).check();
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Guardado')).toBeVisible();
  await accessible(page, 'booking-rules');
});

test('a key is shown once, and revoked by its name', async ({ page, business, login, accessible }) => {
  await login(page, business);
  await page.goto(`${business.origin}/claves/create`);
  await page.getByRole('textbox', { name: 'Nombre' }).fill('Página web');
  await page.getByRole('button', { name: 'Solo ver' }).click();
  await accessible(page, 'api-key-new');
  await page.getByRole('button', { name: 'Crear la clave' }).click();
  await expect(page.getByTestId('key')).not.toBeEmpty();
  await page.getByRole('link', { name: 'Ya la guardé' }).click();
  await page.getByRole('button', { name: 'Revocar la clave Página web' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Revocar' })).toBeDisabled();
  await dialog.getByLabel('Escriba Página web para confirmar').fill('Página web');
  await dialog.getByRole('button', { name: 'Revocar' }).click();
  await expect(page.getByText('No hay claves')).toBeVisible();
});

test('the plan, the branches and what was done are told', async ({ page, business, login, accessible }) => {
  await login(page, business);
  await page.goto(`${business.origin}/plan`);
  await page.getByRole('button', { name: 'Cambiar a Empresarial' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cambiar de plan' }).click();
  await expect(page.getByText('Su plan ahora es Empresarial')).toBeVisible();
  await accessible(page, 'plan');

  await page.goto(`${business.origin}/branches/create`);
  await page.getByLabel('Nombre').fill('Norte');
  await page.getByLabel('Código').fill('n');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Creado')).toBeVisible();

  await page.goto(`${business.origin}/auditoria`);
  const entry = page.getByRole('button', { name: /Ana Quispe.* creó la sucursal Norte/ });
  await entry.click();
  await expect(page.getByText('Código', { exact: true })).toBeVisible();
  await accessible(page, 'audit');
});
