import type { ImportServices, ServiceTemplate } from '../../../api/schema';

/** What somebody ticked and typed, by the codes of templates. */
export interface Choice {
  chosen: ReadonlySet<string>;
  /** Prices in place of those suggested, as the API takes them, or as they were typed where they are no amounts. */
  prices: Readonly<Record<string, string>>;
}

/** What to begin with: the popular ones that are not there yet. */
export const begin = (templates: readonly ServiceTemplate[]): Choice => ({
  chosen: new Set(templates.filter(({ popular, imported }) => popular && !imported).map(({ code }) => code)),
  prices: {},
});

/** The price of a template as things stand. */
export const priceOf = (template: ServiceTemplate, { prices }: Choice): string =>
  prices[template.code] ?? template.price ?? '';

export const isAmount = (text: string): boolean => /^\d{1,10}(\.\d{1,2})?$/.test(text);

/** Those ticked that can be brought. */
export const picked = (templates: readonly ServiceTemplate[], { chosen }: Choice): ServiceTemplate[] =>
  templates.filter(({ code, imported }) => !imported && chosen.has(code));

/** Those ticked whose price is missing, or is no amount. */
export const unpriced = (templates: readonly ServiceTemplate[], choice: Choice): ServiceTemplate[] =>
  picked(templates, choice).filter((template) => !isAmount(priceOf(template, choice)));

/** With some ticked or not. */
export function tick(choice: Choice, codes: readonly string[], on: boolean): Choice {
  const chosen = new Set(choice.chosen);
  for (const code of codes) {
    if (on) chosen.add(code);
    else chosen.delete(code);
  }
  return { ...choice, chosen };
}

/** What the API is asked for: those ticked, with the prices that differ from what is suggested. */
export function asked(templates: readonly ServiceTemplate[], choice: Choice): ImportServices {
  const those = picked(templates, choice);
  const own = those
    .map((template): [string, string] => [template.code, priceOf(template, choice)])
    .filter(
      ([code, price]) => Number(price) !== Number(those.find((one) => one.code === code)?.price ?? NaN),
    );
  return {
    templates: those.map(({ code }) => code),
    ...(own.length > 0 ? { prices: Object.fromEntries(own) } : {}),
  };
}
