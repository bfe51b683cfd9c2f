import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support';
import { addClient, MONDAY, open } from './support/agenda';

/** Tab, until the focus is there: what no Tab reaches cannot be reached. */
async function tabTo(page: Page, goal: Locator, most = 80): Promise<void> {
  await expect(goal).toBeVisible();
  for (let presses = 0; presses < most; presses += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${most} times Tab do not reach ${goal}`);
}

test('by keyboard alone: log in, book, attend and complete', async ({ page, business }) => {
  await open(business, ['Dra. Alba Ruiz']);
  await addClient(business);
  await page.goto(`${business.origin}/login`);
  await tabTo(page, page.getByLabel('Correo', { exact: true }));
  await page.keyboard.type(business.email);
  await tabTo(page, page.getByLabel('Contraseña', { exact: true }));
  await page.keyboard.type(business.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner')).toBeVisible();

  // To the agenda by its name, to the day by arrows.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Buscar en todo' })).toBeFocused();
  await page.keyboard.type('agenda');
  await expect(page.getByRole('option', { name: /Agenda/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/agenda/);
  await expect(page.getByRole('button', { name: 'Dra. Alba Ruiz' })).toBeVisible();
  const day = page.getByRole('button', { name: /Elegir otro día/ });
  for (let days = 0; days < 12 && !page.url().includes(MONDAY); days += 1) {
    const before = (await day.getAttribute('aria-label')) ?? '';
    await page.keyboard.press('ArrowRight');
    await expect(day).not.toHaveAttribute('aria-label', before);
  }
  await expect(page).toHaveURL(new RegExp(MONDAY));

  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Nueva cita' });
  await expect(dialog.getByLabel('Cliente', { exact: true })).toBeFocused();
  await page.keyboard.type('mamani');
  // The best match is chosen already.
  await expect(page.getByRole('option', { name: /Rosa Mamani/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByLabel('Servicio', { exact: true }));
  await page.keyboard.type('valoraci');
  await expect(page.getByRole('option', { name: /Valoración/ }).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByLabel('Hora'));
  await page.keyboard.type('10:00');
  await tabTo(page, dialog.getByRole('button', { name: 'Agendar', exact: true }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/Cita de Rosa Mamani agendada/)).toBeVisible();

  const drawn = page.getByRole('region', { name: 'Agenda' }).getByRole('button', { name: /Rosa Mamani/ });
  await tabTo(page, drawn);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Detalle de la cita' });
  await tabTo(page, panel.getByRole('button', { name: 'Iniciar', exact: true }));
  await page.keyboard.press('Enter');
  await expect(panel.getByText('En curso', { exact: true }).first()).toBeVisible();
  await tabTo(page, panel.getByRole('button', { name: 'Completar', exact: true }));
  await page.keyboard.press('Enter');
  const complete = page.getByRole('dialog', { name: /^Completar la atención/ });
  await tabTo(page, complete.getByRole('button', { name: 'Completar', exact: true }));
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Completada', { exact: true }).first()).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});
