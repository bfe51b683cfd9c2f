import '@fontsource-variable/figtree/wght.css';
import { FONT, RADIUS, tokens, type Scheme, type Tokens } from './tokens';

/**
 * Gives the tokens to CSS as custom properties (`--primary`, `--ink-soft`, …), light and dark as the system has it or as
 * `data-theme` on the root says. A constructed sheet needs no exception from the content security policy.
 */
export function paint(brand: string | null): void {
  const sheet = new CSSStyleSheet();
  const [light, dark] = (['light', 'dark'] as const).map((scheme: Scheme) =>
    properties(tokens(scheme, brand)),
  );
  sheet.replaceSync(`
    :root { color-scheme: light; --font: ${FONT}; --radius: ${RADIUS}px; ${light} }
    :root[data-theme='dark'] { color-scheme: dark; ${dark} }
    @media (prefers-color-scheme: dark) { :root:not([data-theme]) { color-scheme: dark; ${dark} } }
  `);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((other) => other !== painted), sheet];
  painted = sheet;
}

let painted: CSSStyleSheet | null = null;

function properties({ states, ...plain }: Tokens): string {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const own = Object.entries(plain).map(([name, value]) => `--${kebab(name)}: ${value};`);
  const looks = Object.entries(states).flatMap(([state, look]) =>
    (['fill', 'ink', 'edge'] as const).map(
      (part) => `--state-${state.replaceAll('_', '-')}-${part}: ${look[part]};`,
    ),
  );
  return [...own, ...looks].join(' ');
}
