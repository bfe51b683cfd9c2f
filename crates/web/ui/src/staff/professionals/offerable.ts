import type { GivenService, Service } from '../../api/schema';

type Offered = Pick<Service, 'id' | 'name' | 'price' | 'minutes' | 'is_active' | 'professional_kinds'>;

/** What a professional gives or gave, and what they could give by their kind; in use first, by name. */
export function offerable(
  given: GivenService[],
  services: Offered[],
  kind: string | null | undefined,
): GivenService[] {
  const known = new Set(given.map(({ service_id }) => service_id));
  const possible = services
    .filter(
      ({ id, professional_kinds: kinds }) =>
        !known.has(id) && (kinds.length === 0 || kinds.includes(kind ?? '')),
    )
    .map(({ id, name, price, minutes, is_active }) => ({
      service_id: id,
      name,
      is_offered: false,
      price: null,
      minutes: null,
      service_price: price,
      service_minutes: minutes,
      service_is_active: is_active,
    }));
  return [...given, ...possible].sort(
    (a, b) => Number(b.service_is_active) - Number(a.service_is_active) || a.name.localeCompare(b.name),
  );
}
