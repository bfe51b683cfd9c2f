import { expect, test, type Business } from '../e2e/support';

interface Row {
  id: string;
}

const PEOPLE = 10;
const WANTED = 400;

/** A Monday some days ahead. */
const MONDAY = (() => {
  const day = new Date(Date.now() + 3 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7));
  return day;
})();

const dayOf = (index: number) => new Date(MONDAY.getTime() + index * 86_400_000).toISOString().slice(0, 10);

/** Ten professionals with forty appointments each, in five days of one week. */
async function full(business: Business): Promise<void> {
  await business.api('POST', '/setup/import-services', {});
  const { version: read, ...settings } = await business.api<{ version: number }>('GET', '/booking-settings');
  const free = { ...settings, works_on_holidays: true };
  await business.api('PUT', '/booking-settings', free, { 'If-Match': `"${read}"` });
  const { data: branches } = await business.api<{ data: Row[] }>('GET', '/branches');
  const { data: services } = await business.api<{ data: Row[] }>('GET', '/services?q=Valoraci');
  const client = await business.api<Row>('POST', '/clients', { first_name: 'Rosa', last_name: 'Mamani' });
  for (let number = 1; number <= PEOPLE; number += 1) {
    const person = await business.api<Row>('POST', '/professionals', {
      full_name: `Dra. Número ${number}`,
      kind: 'odontologo',
    });
    const { version } = await business.api<{ version: number }>(
      'GET',
      `/professionals/${person.id}/schedule`,
    );
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({
      weekday,
      branch_id: branches[0]?.id,
      from: '08:00',
      until: '20:00',
    }));
    await business.api(
      'PUT',
      `/professionals/${person.id}/schedule`,
      { hours },
      { 'If-Match': `"${version}"` },
    );
    for (let slot = 0; slot < WANTED / PEOPLE; slot += 1) {
      const hour = String(9 + (slot % 8)).padStart(2, '0');
      await business.api('POST', '/appointments', {
        client_id: client.id,
        service_id: services[0]?.id,
        professional_id: person.id,
        starts_at: `${dayOf(Math.floor(slot / 8))}T${hour}:00:00-05:00`,
        notify: false,
      });
    }
  }
}

test('the agenda with 400 appointments in a week', async ({ page, business, login }) => {
  await full(business);
  await page.addInitScript(() => {
    const seen: { start: number; duration: number }[] = [];
    Object.assign(window, { longTasks: seen });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) seen.push({ start: startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  const tasks = () =>
    page.evaluate(
      () => (window as unknown as { longTasks: { start: number; duration: number }[] }).longTasks,
    );
  await page.setViewportSize({ width: 1920, height: 1000 });
  await login(page, business);
  const began = Date.now();
  await page.goto(`${business.origin}/agenda?view=week&date=${dayOf(0)}`);
  const events = page.getByRole('region', { name: 'Agenda' }).getByRole('button', { name: /Rosa Mamani/ });
  await expect(events).toHaveCount(WANTED, { timeout: 30_000 });
  const drawn = Date.now() - began;
  await page.waitForFunction(
    () => {
      const seen = (window as unknown as { longTasks: { start: number; duration: number }[] }).longTasks;
      const last = seen.at(-1);
      return performance.now() - (last ? last.start + last.duration : 0) > 2_000;
    },
    undefined,
    { polling: 250 },
  );
  const loading = await tasks();

  const box = await events.first().boundingBox();
  if (!box) throw new Error('not drawn');
  const since = await page.evaluate(() => performance.now());
  await page.mouse.move(box.x + box.width / 2, box.y + 6);
  await page.mouse.down();
  for (let step = 1; step <= 60; step += 1)
    await page.mouse.move(box.x + box.width / 2 + step * 3, box.y + 6 + step * 2);
  const dragging = (await tasks()).filter(({ start }) => start >= since);
  await page.keyboard.press('Escape');
  await page.mouse.up();

  const longest = (list: { duration: number }[]) =>
    Math.round(Math.max(0, ...list.map(({ duration }) => duration)));
  const figures = {
    appointments: WANTED,
    'drawn after, ms': drawn,
    'interactive after, ms': Math.round(
      Math.max(0, ...loading.map(({ start, duration }) => start + duration)),
    ),
    'longest task while loading, ms': longest(loading),
    'longest task while dragging, ms': longest(dragging),
    'long tasks while dragging': dragging.length,
  };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
});
