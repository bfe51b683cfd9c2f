import { describe, expect, it } from 'vitest';
import type { Catalogue } from '.';
import enAdministrators from './en/administrators';
import enCustomers from './en/customers';
import enStaff from './en/staff';
import enVisitors from './en/visitors';
import esAdministrators from './es/administrators';
import esCustomers from './es/customers';
import esStaff from './es/staff';
import esVisitors from './es/visitors';

function texts(catalogue: unknown, path = ''): [string, string][] {
  return Object.entries(catalogue as Catalogue).flatMap(([name, text]) =>
    typeof text === 'string' ? [[`${path}${name}`, text]] : texts(text, `${path}${name}.`),
  );
}

const blanks = (text: string) => [...new Set(text.match(/%\{\w+\}/g))].sort();

describe.each([
  ['staff', esStaff, enStaff],
  ['customers', esCustomers, enCustomers],
  ['visitors', esVisitors, enVisitors],
  ['administrators', esAdministrators, enAdministrators],
])('the texts of %s', (_who, es, en) => {
  const [spanish, english] = [new Map(texts(es)), new Map(texts(en))];

  it('are the same in Spanish and English, by name', () => {
    expect([...english.keys()].sort()).toEqual([...spanish.keys()].sort());
  });

  it('say something', () => {
    for (const [name, text] of [...spanish, ...english]) {
      // react-admin's word for "neither yes nor no" is a blank.
      if (name !== 'ra.boolean.null') expect(text.trim(), name).not.toBe('');
    }
  });

  it('have the same blanks and the same plurals', () => {
    for (const [name, text] of spanish) {
      const other = english.get(name) ?? '';
      if (name.startsWith('ra.')) continue;
      expect(blanks(other), name).toEqual(blanks(text));
      expect(other.split('||||').length, name).toBe(text.split('||||').length);
    }
  });

  it('speak Spanish in Spanish', () => {
    const suspicious = [...spanish].filter(([, text]) => /\b(the|and|your|please)\b/i.test(text));
    expect(suspicious).toEqual([]);
  });
});
