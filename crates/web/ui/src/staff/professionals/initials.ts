/** The first letters of the first two names, titles left out: `Dra. Lucía Paredes Rojas` is LP. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word && !word.endsWith('.'));
  return (words.length > 0 ? words : [name.trim()])
    .slice(0, 2)
    .map((word) => (word[0] ?? '').toLocaleUpperCase())
    .join('');
}
