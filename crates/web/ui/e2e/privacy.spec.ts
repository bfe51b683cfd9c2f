import { expect, test } from './support';
import { addClient, MONDAY, open } from './support/agenda';

test('after a day’s work the browser keeps how the screens look, and nobody’s name, mail or telephone', async ({
  page,
  business,
  login,
}) => {
  test.slow();
  const { professionals, book } = await open(business, ['Dra. Alba Ruiz']);
  const client = await addClient(business, { email: 'rosa.mamani@example.com' });
  await book(client, '10:00');
  await login(page, business);
  await page.goto(`${business.origin}/agenda?date=${MONDAY}`);
  await page
    .getByRole('button', { name: /Rosa Mamani/ })
    .first()
    .click();
  await expect(page.getByRole('dialog', { name: 'Detalle de la cita' })).toBeVisible();
  await page.goto(`${business.origin}/clients`);
  await page.getByRole('searchbox').fill('mamani');
  await expect(page.locator('mark').first()).toBeVisible();
  await page.getByRole('link', { name: 'Rosa Mamani', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Rosa Mamani', level: 1 })).toBeVisible();
  const lines = page.getByRole('navigation', { name: 'Navegación' }).first().locator('li a[href]');
  expect(await lines.count()).toBeGreaterThan(10);
  for (const line of await lines.all()) {
    await line.click();
    await expect(line).toHaveAttribute('aria-current', 'page');
    await page.waitForLoadState('networkidle');
  }
  await page.goto(`${business.origin}/professionals/${professionals[0]?.id}?tab=week`);
  await expect(page.getByRole('heading', { name: 'Dra. Alba Ruiz', level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: 'caches' in window ? await caches.keys() : [],
  }));
  expect(Object.keys(kept.local).filter((name) => !name.startsWith('panal.'))).toEqual([]);
  expect(kept).toMatchObject({ session: {}, cookies: '', databases: [], caches: [] });
  expect(JSON.stringify(kept)).not.toMatch(/@|rosa|mamani|quispe|ruiz|987 ?654 ?321|eyJ/i);
});
