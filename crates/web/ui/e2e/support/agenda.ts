/** What a business needs before it can attend to anybody, by its API. */
import type { Business } from '.';

export interface Row {
  id: string;
  name: string;
  version: number;
}

/** A Monday some days ahead. */
export const MONDAY = (() => {
  const day = new Date(Date.now() + 3 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7));
  return day.toISOString().slice(0, 10);
})();

/** Changes some of the rules of booking. */
export async function changeRules(business: Business, change: object): Promise<void> {
  const { version, ...before } = await business.api<{ version: number }>('GET', '/booking-settings');
  const headers = { 'If-Match': `"${version}"` };
  await business.api('PUT', '/booking-settings', { ...before, ...change }, headers);
}

export async function branchOf(business: Business): Promise<Row> {
  const { data } = await business.api<{ data: Row[] }>('GET', '/branches');
  if (!data[0]) throw new Error('a business has a branch');
  return data[0];
}

/** A professional; without hours. */
export const addProfessional = (business: Business, full_name: string) =>
  business.api<Row>('POST', '/professionals', { full_name, kind: 'odontologo', color: '#0f766e' });

export const addClient = (business: Business, more: Record<string, unknown> = {}) =>
  business.api<Row>('POST', '/clients', {
    first_name: 'Rosa',
    last_name: 'Mamani',
    phone: '987654321',
    ...more,
  });

export interface Opened {
  /** An assessment of half an hour. */
  service: Row;
  professionals: Row[];
  /** Books for a client with the first professional on `MONDAY`, by the clock of Lima, telling nobody. */
  book(client: Row, starts: string): Promise<Row>;
}

/** Services, and professionals who work every day at the same hours, on holidays too. */
export async function open(
  business: Business,
  names: string[],
  { from = '09:00', until = '17:00' } = {},
): Promise<Opened> {
  await business.api('POST', '/setup/import-services', {});
  await changeRules(business, { works_on_holidays: true });
  const branch = await branchOf(business);
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, branch_id: branch.id, from, until }));
  const professionals: Row[] = [];
  for (const name of names) {
    const professional = await addProfessional(business, name);
    const path = `/professionals/${professional.id}/schedule`;
    const { version } = await business.api<Row>('GET', path);
    await business.api('PUT', path, { hours }, { 'If-Match': `"${version}"` });
    professionals.push(professional);
  }
  const { data } = await business.api<{ data: Row[] }>('GET', '/services?q=Valoraci');
  const [service] = data;
  if (!service) throw new Error('no service was imported');
  return {
    service,
    professionals,
    book: (client, starts) =>
      business.api<Row>('POST', '/appointments', {
        client_id: client.id,
        service_id: service.id,
        professional_id: professionals[0]?.id,
        starts_at: `${MONDAY}T${starts}:00-05:00`,
        notify: false,
      }),
  };
}
