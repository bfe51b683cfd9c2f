import { expect, test } from './support';

test('whoever is not logged in is asked to, and whoever is sees the business', async ({
  page,
  business,
  login,
}) => {
  await page.goto(`${business.origin}/`);
  await expect(page).toHaveURL(/\/login/);
  await login(page, business);
  await page.goto(`${business.origin}/`);
  await expect(page.getByRole('banner')).toBeVisible();
});
