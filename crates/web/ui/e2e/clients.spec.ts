import { expect, test, type Business } from './support';

interface Row {
  id: string;
}

const client = (business: Business, more: Record<string, unknown> = {}) =>
  business.api<Row>('POST', '/clients', {
    first_name: 'María José',
    last_name: 'Quispe Mamani',
    document_kind: 'dni',
    document_number: '45678912',
    phone: '987654321',
    tags: ['vip'],
    ...more,
  });

test('the desk registers a client, is told who has the telephone already, and finds them by it', async ({
  page,
  business,
  login,
  accessible,
}) => {
  await client(business);
  await login(page, business);
  await page.goto(`${business.origin}/clients`);
  await page.getByRole('link', { name: 'Nuevo cliente' }).first().click();
  await page.getByLabel('Nombres').fill('Pedro');
  await page.getByLabel('Apellidos').fill('Quispe');
  await page.getByLabel('Número de documento').fill('70123456');
  await expect(page.getByRole('combobox', { name: 'Tipo de documento' })).toHaveText('DNI');
  await page.getByLabel('Teléfono').fill('987 654 321');
  await expect(page.getByText('Este teléfono ya lo tiene María José Quispe Mamani.')).toBeVisible();
  await accessible(page, 'client-form');
  await page.getByLabel('Teléfono').fill('912 345 678');
  await expect(page.getByText('Este teléfono ya lo tiene')).toHaveCount(0);
  await page.getByRole('button', { name: 'Registrar cliente' }).click();
  await expect(page.getByRole('heading', { name: 'Pedro Quispe', level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: '+51 912 345 678' })).toHaveAttribute(
    'href',
    'tel:+51912345678',
  );

  await page.goto(`${business.origin}/clients`);
  await page.getByRole('searchbox', { name: 'Nombre, teléfono o documento' }).fill('912345');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.locator('mark')).toHaveText('912 345');
  await accessible(page, 'clients');
  await page.getByRole('link', { name: 'Pedro Quispe', exact: true }).click();
  await expect(page).toHaveURL(/\/show$/);
});

test('a pinned note is an alert, and a deleted note comes back', async ({
  page,
  business,
  login,
  accessible,
}) => {
  const { id } = await client(business);
  await login(page, business);
  await page.goto(`${business.origin}/clients/${id}/show?tab=notes`);
  await page.getByLabel('Escriba una nota').fill('Alérgica a la penicilina.');
  await page.getByRole('switch', { name: 'Fijar como alerta' }).check();
  await page.getByRole('button', { name: 'Guardar nota' }).click();
  const alerts = page.getByRole('region', { name: 'Alertas' });
  await expect(alerts.getByText('Alérgica a la penicilina.')).toBeVisible();
  await accessible(page, 'client-notes');

  await page.getByRole('button', { name: 'Eliminar la nota' }).click();
  await expect(alerts).toHaveCount(0);
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await expect(alerts.getByText('Alérgica a la penicilina.')).toBeVisible();

  await page.getByRole('tab', { name: 'Historia' }).click();
  await expect(page.getByText('Se registró como cliente')).toBeVisible();
  await accessible(page, 'client-timeline');
  await page.getByRole('tab', { name: 'Resumen' }).click();
  await expect(page.getByRole('heading', { name: 'Lo último' })).toBeVisible();
  await accessible(page, 'client');
});

test('the document is changed with its kind, and what somebody else changed meanwhile is not lost', async ({
  page,
  business,
  login,
}) => {
  const { id } = await client(business);
  await login(page, business);
  await page.goto(`${business.origin}/clients/${id}`);
  await page.getByLabel('Número de documento').fill('45678913');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('DNI 45678913')).toBeVisible();

  await page.getByRole('link', { name: 'Editar' }).first().click();
  await page.getByLabel('Apellidos').fill('Quispe Huamán');
  await business.api('PATCH', `/clients/${id}`, { email: 'maria@example.com' }, { 'If-Match': '"2"' });
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByText('Otra persona cambió estos datos')).toBeVisible();
});

test('a deleted client is restored from the list', async ({ page, business, login }) => {
  const { id } = await client(business);
  await login(page, business);
  await page.goto(`${business.origin}/clients/${id}/show`);
  await page.getByRole('button', { name: 'Más acciones' }).click();
  await page.getByRole('menuitem', { name: 'Eliminar cliente' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Eliminar cliente' }).click();
  await expect(page.getByText('Aquí van a estar sus clientes')).toBeVisible();
  await page.getByRole('button', { name: 'Eliminados' }).click();
  await page.getByRole('button', { name: 'Restaurar' }).click();
  await expect(page.getByText('María José Quispe Mamani está de vuelta.')).toBeVisible();
});

test('a full plan is told in words, with the way to the plan', async ({ page, business, login }) => {
  await page.route('**/api/v1/clients', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status: 402,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            title: 'No puede tener más',
            detail: 'El límite de clientes es 100 y ya tiene 100.',
            status: 402,
            code: 'limit_reached',
          }),
        })
      : route.fallback(),
  );
  await login(page, business);
  await page.goto(`${business.origin}/clients/create`);
  await page.getByLabel('Nombres').fill('Pedro');
  await page.getByRole('button', { name: 'Registrar cliente' }).click();
  await expect(page.getByText('El límite de clientes es 100')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ver el plan' })).toBeVisible();
  await expect(page.getByLabel('Nombres')).toHaveValue('Pedro');
});
