/** Days from one day to another, `YYYY-MM-DD`, where a trial ends: 0 on its last day, never less. */
export function trialDaysLeft(ends: string, today: string): number {
  return Math.max(0, Math.round((Date.parse(ends) - Date.parse(today)) / 86_400_000));
}
