import type { GivenService, ServiceTerms } from '../../api/schema';

/** A service in the form: whether it is given, and own terms as they are typed. */
export interface Terms {
  offered: boolean;
  price: string;
  minutes: string;
}

export type AllTerms = Record<string, Terms>;

export function termsOf(given: GivenService[]): AllTerms {
  return Object.fromEntries(
    given.map(({ service_id, is_offered, price, minutes }) => [
      service_id,
      { offered: is_offered, price: price ?? '', minutes: minutes == null ? '' : String(minutes) },
    ]),
  );
}

/** `1200,5` and `1200.50` are the same amount; null where it is none. */
export function amount(text: string): string | null {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,10}(\.\d{1,2})?$/.test(plain) ? plain : null;
}

export function fault({ offered, price, minutes }: Terms): 'price' | 'minutes' | null {
  if (!offered) return null;
  if (price.trim() && amount(price) === null) return 'price';
  const number = Number(minutes);
  return minutes.trim() && !(Number.isInteger(number) && number >= 1 && number <= 1440) ? 'minutes' : null;
}

/** What the API is told: all that is given, and what is not given any more. */
export function bodyOf(terms: AllTerms): ServiceTerms[] {
  return Object.entries(terms).map(([service_id, { offered, price, minutes }]) => ({
    service_id,
    is_offered: offered,
    price: offered && price.trim() ? amount(price) : null,
    minutes: offered && minutes.trim() ? Number(minutes) : null,
  }));
}
