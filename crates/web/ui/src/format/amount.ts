/**
 * Reads an amount as people in a locale write it, and gives it as the API takes it: `25.000` is 25000 in Colombia and 25
 * in Peru. Null where it is no amount.
 */
export function parseAmount(text: string, locale: string): string | null {
  const plain = text.replace(/[^\d.,-]/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return null;
  const at = decimalAt(plain, locale);
  const whole = (at < 0 ? plain : plain.slice(0, at)).replace(/[.,]/g, '');
  const cents = at < 0 ? '' : plain.slice(at + 1);
  return cents === '' ? whole : `${whole}.${cents}`;
}

/** Where the decimal sign is; -1 where there is none. */
function decimalAt(plain: string, locale: string): number {
  const signs = [...plain].filter((character) => character === '.' || character === ',');
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (signs.length === 0) return -1;
  // Two kinds of signs: the last one is the decimal sign. The same one several times: it groups thousands.
  if (new Set(signs).size === 2) return last;
  if (signs.length > 1) return -1;
  // Alone, and three digits after it: thousands where people group with it.
  const three = plain.length - last - 1 === 3;
  return three && plain[last] !== decimalSign(locale) ? -1 : last;
}

function decimalSign(locale: string): string {
  const part = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal');
  return part?.value ?? '.';
}

/** An amount of the API as it stands in an input: whole ones without cents, none with separators. */
export function typedAmount(amount: string): string {
  const value = Number(amount);
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
