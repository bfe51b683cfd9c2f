import { expect, test } from 'vitest';
import { googleCalendar, spaced, whatsapp } from './contact';

test('only numbers that are mobile lead to WhatsApp', () => {
  expect(whatsapp('+573001234567')).toBe('https://wa.me/573001234567');
  expect(whatsapp('+51987654321')).toBe('https://wa.me/51987654321');
  expect(whatsapp('+576012345678')).toBeNull();
  expect(whatsapp('+525512345678')).toBeNull();
});

test('numbers are written in groups', () => {
  expect(spaced('+573001234567')).toBe('+57 300 123 4567');
  expect(spaced('+51987654321')).toBe('+51 987 654 321');
  expect(spaced('+50688887777')).toBe('+506 8888 7777');
  expect(spaced('123')).toBe('123');
});

test("Google's calendar gets times in UTC", () => {
  const link = googleCalendar({
    title: 'Limpieza',
    starts_at: '2026-11-23T13:00:00Z',
    ends_at: '2026-11-23T13:30:00Z',
    details: 'CIT-1',
    place: 'Calle 1 & 2',
  });
  expect(new URL(link).searchParams.get('dates')).toBe('20261123T130000Z/20261123T133000Z');
  expect(new URL(link).searchParams.get('location')).toBe('Calle 1 & 2');
});
