import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Tenant } from '../api/schema';
import { useLanguage } from '../i18n/react';
import { Formats } from './formats';

const Current = createContext<Formats | null>(null);

type Business = Pick<Tenant, 'locale' | 'time_zone' | 'currency'>;

export function FormatsProvider({ business, children }: { business: Business; children: ReactNode }) {
  const language = useLanguage();
  const { locale, time_zone, currency } = business;
  const formats = useMemo(
    () => new Formats({ locale, time_zone, currency }, language),
    [locale, time_zone, currency, language],
  );
  return <Current.Provider value={formats}>{children}</Current.Provider>;
}

/** How times, dates and money are written here. */
export function useFormats(): Formats {
  const formats = useContext(Current);
  if (formats === null) throw new Error('useFormats outside of FormatsProvider');
  return formats;
}
