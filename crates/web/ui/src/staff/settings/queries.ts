import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { BookingSettingsBody } from '../../api/schema';
import { api } from '../core/session';

export const settingsQuery = queryOptions({
  queryKey: ['settings', 'values'],
  queryFn: async () => (await done(api.GET('/api/v1/settings'))).data,
});

/** How bookings are taken, all of it, and the version that changing it asks for. */
export type BookingRules = {
  [K in Exclude<keyof BookingSettingsBody, 'consent_text'>]-?: NonNullable<BookingSettingsBody[K]>;
} & { consent_text: string | null; version: number };

export const bookingSettingsQuery = queryOptions({
  queryKey: ['settings', 'booking'],
  // An answer has all members, and the version; the document describes what may be sent.
  queryFn: async () => (await done(api.GET('/api/v1/booking-settings'))) as BookingRules,
});

export const brandQuery = queryOptions({
  queryKey: ['settings', 'brand'],
  queryFn: () => done(api.GET('/api/v1/brand')),
});

export const lettersQuery = queryOptions({
  queryKey: ['settings', 'letters'],
  queryFn: async () => (await done(api.GET('/api/v1/letters'))).data,
});
