import { useCallback } from 'react';
import type { Plan } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useLanguage, useT } from '../../i18n/react';
import type { Resource } from './limits';

/** The name of a plan in the language of the screens. */
export function usePlanName(): (plan: Pick<Plan, 'name_es' | 'name_en'>) => string {
  const language = useLanguage();
  return useCallback((plan) => (language === 'en' ? plan.name_en : plan.name_es), [language]);
}

/** Prices are in dollars, whatever the business's own currency is. */
export function usePrice(): (cents: number) => string {
  const formats = useFormats();
  return useCallback(
    (cents) =>
      `US$ ${formats.number(cents / 100, { minimumFractionDigits: cents % 100 === 0 ? 0 : 2, maximumFractionDigits: 2 })}`,
    [formats],
  );
}

/** An amount of something that plans limit; null is without limit. */
export function useAmount(): (resource: Resource, amount: number | null | undefined) => string {
  const t = useT();
  const formats = useFormats();
  return useCallback(
    (resource, amount) => {
      if (amount == null) return t('subscription.unlimited');
      if (resource !== 'storage_mib') return formats.number(amount);
      return amount >= 1024
        ? `${formats.number(amount / 1024, { maximumFractionDigits: 1 })} GB`
        : `${formats.number(amount)} MB`;
    },
    [t, formats],
  );
}
