/** The names in a name, titles left out. */
function names(name: string): string[] {
  const words = name.split(/\s+/).filter((word) => word && !word.endsWith('.'));
  return words.length > 0 ? words : [name.trim()];
}

/** The first letters of the first two names: `Dra. Lucía Paredes Rojas` is LP. */
export function initials(name: string): string {
  return names(name)
    .slice(0, 2)
    .map((word) => (word[0] ?? '').toLocaleUpperCase())
    .join('');
}

/** The first two names, where there is little room: `Lucía Paredes`. */
export const shortName = (name: string): string => names(name).slice(0, 2).join(' ');
