/** Colours as `#rrggbb`, and how well text on them can be read (WCAG 2.2, relative luminance and contrast ratio). */

type Rgb = [number, number, number];

function rgb(color: string): Rgb {
  const value = parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const hex = (color: Rgb) =>
  `#${color
    .map((part) =>
      Math.round(Math.min(255, Math.max(0, part)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/** `share` of `b` in `a`, 0 to 1. */
export function mix(a: string, b: string, share: number): string {
  const [from, to] = [rgb(a), rgb(b)];
  return hex([0, 1, 2].map((i) => (from[i] ?? 0) * (1 - share) + (to[i] ?? 0) * share) as Rgb);
}

function luminance(color: string): number {
  const [r, g, b] = rgb(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 (the same) to 21 (black on white). Text wants 4.5, large text and signs 3. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Black or white, whichever reads better on it. */
export function on(color: string): string {
  return contrast(color, '#ffffff') >= contrast(color, '#1d1712') ? '#ffffff' : '#1d1712';
}

/** The colour nearest to this one that reads on a background: darker on a light one, lighter on a dark one. */
export function readable(color: string, background: string, ratio = 4.5): string {
  const towards = luminance(background) > 0.4 ? '#000000' : '#ffffff';
  for (let share = 0; share < 1; share += 0.04) {
    const tried = mix(color, towards, share);
    if (contrast(tried, background) >= ratio) return tried;
  }
  return towards;
}
