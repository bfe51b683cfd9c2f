import { describe, expect, it } from 'vitest';
import { ageOn, documentKind, documentKinds, nextBirthday } from './client';

describe('a client', () => {
  it('is a year older from the birthday on', () => {
    expect(ageOn('1990-05-17', '2026-05-16')).toBe(35);
    expect(ageOn('1990-05-17', '2026-05-17')).toBe(36);
  });

  it('has a birthday every year, also when born on 29 February', () => {
    expect(nextBirthday('1990-05-17', '2026-05-17')).toBe('2026-05-17');
    expect(nextBirthday('1990-05-17', '2026-05-18')).toBe('2027-05-17');
    expect(nextBirthday('2000-02-29', '2026-01-10')).toBe('2026-03-01');
    expect(nextBirthday('2000-02-29', '2027-12-10')).toBe('2028-02-29');
  });

  it('has a document of the country', () => {
    expect(documentKinds('PE')[0]).toBe('dni');
    expect(documentKinds('CO')[0]).toBe('cc');
    expect(documentKinds('MX')).toEqual(['pa', 'other']);
    expect(documentKind('curp')).toBe('other');
  });
});
