import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Service } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { givenQuery } from './queries';

/** A service as somebody gives it. */
export interface Offer {
  id: string;
  name: string;
  category: string;
  minutes: number;
  price: string;
  priceText: string;
}

/** What can be booked with a professional, at their own prices and minutes; with anybody, what there is. */
export function useOffers(professional: string, services: Service[]): Offer[] {
  const t = useT();
  const formats = useFormats();
  const { data: given } = useQuery({ ...givenQuery(professional), enabled: professional !== '' });
  return useMemo(() => {
    const offers = services.flatMap((service) => {
      const own = given?.find(({ service_id }) => service_id === service.id);
      if (given && !own?.is_offered) return [];
      const price = own?.price ?? service.price;
      return {
        id: service.id,
        name: service.name,
        category: service.category ?? t('agenda.otherServices'),
        minutes: own?.minutes ?? service.minutes,
        price,
        priceText: formats.money(price),
      };
    });
    // Groups stand together, also where the collation of the database sorts otherwise.
    return offers.sort(
      (a, b) =>
        a.category.localeCompare(b.category, formats.locale) || a.name.localeCompare(b.name, formats.locale),
    );
  }, [services, given, formats, t]);
}
