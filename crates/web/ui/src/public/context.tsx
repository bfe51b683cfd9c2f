import { createContext, useContext } from 'react';
import type { PublicBooking, Tenant } from '../api/schema';

/** The business whose pages these are. */
export interface Business {
  tenant: Tenant;
  /** How it takes bookings, if it is open for them; null where it has no agenda. */
  booking: PublicBooking | null;
}

const Current = createContext<Business | null>(null);
export const BusinessProvider = Current.Provider;

export function useBusiness(): Business {
  const business = useContext(Current);
  if (business === null) throw new Error('useBusiness outside of BusinessProvider');
  return business;
}
