import { expect, it } from 'vitest';
import { missing, moduleNames, MODULES } from './modules';

it('a module comes after all that it builds on', () => {
  for (const [at, name] of moduleNames.entries())
    for (const required of MODULES[name] as readonly string[])
      expect(moduleNames.indexOf(required as never)).toBeLessThan(at);
});

it('what a module brings along is told in the order in which it is made', () => {
  expect(missing('clinical', ['core'])).toEqual(['crm', 'scheduling']);
  expect(missing('kitchen', ['core', 'crm', 'commerce'])).toEqual([]);
  expect(missing('studio', [])).toEqual(['core', 'crm', 'finance']);
});
