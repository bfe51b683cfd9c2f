import { describe, expect, it } from 'vitest';
import { clockOf } from './clock';
import { phoneText, searched, typed, whatsApp } from './phone';

describe('telephones', () => {
  it('are written in groups', () => {
    expect(phoneText('+51935455226')).toBe('+51 935 455 226');
    expect(phoneText('+573001234567')).toBe('+57 300 123 4567');
    expect(phoneText('+59899123456')).toBe('+598 991 234 56');
    expect(phoneText('+12025550123')).toBe('+1 202 555 0123');
    expect(phoneText('no sé')).toBe('no sé');
  });

  it('open a chat', () => {
    expect(whatsApp('+51 935 455 226')).toBe('https://wa.me/51935455226');
  });
});

describe('what was typed', () => {
  it('is a telephone or a name', () => {
    expect(typed('987 654 321')).toEqual({ phone: '987 654 321' });
    expect(typed('ana')).toEqual({ first_name: 'Ana', last_name: '' });
    expect(typed('ana torres ruiz')).toEqual({ first_name: 'Ana', last_name: 'Torres Ruiz' });
    expect(typed(' Luz Marina Gutiérrez Aguilar')).toEqual({
      first_name: 'Luz Marina',
      last_name: 'Gutiérrez Aguilar',
    });
  });

  it('is looked for without blanks in numbers', () => {
    expect(searched(' 987 654-321 ')).toBe('987654321');
    expect(searched('Ana  T')).toBe('Ana  T');
  });
});

describe('a time of day', () => {
  it('is taken as people type it', () => {
    expect(['930', '9:30', '09.30', '0930', '9 30'].map(clockOf)).toEqual(Array(5).fill('09:30'));
    expect(clockOf('9')).toBe('09:00');
    expect(clockOf('16')).toBe('16:00');
    expect(clockOf('1615')).toBe('16:15');
    expect([clockOf('25:00'), clockOf('9:75'), clockOf('pronto'), clockOf('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
