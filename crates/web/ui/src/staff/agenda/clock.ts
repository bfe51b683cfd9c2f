/** `930`, `9.30`, `9:30`, `9` as `09:30`, `09:00`; null of what is no time of day. */
export function clockOf(text: string): string | null {
  const [, hour = '', minute = '00'] =
    /^(\d{1,2})(?:[:.\s]?(\d{2}))?$/.exec(text.trim()) ?? /^(\d)(\d{2})$/.exec(text.trim()) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute}`;
}
