import type { Appointment, TimeSlot } from '../../api/schema';
import type { Taken } from './conflicts';

/** Time that appointments and blocks have, with what is kept free around them. Those that are off have none. */
export function takenTimes(rows: Appointment[], blocks: TimeSlot[], blockText: string): Taken[] {
  return [
    ...rows
      .filter(({ state }) => state !== 'cancelada' && state !== 'no_asistio')
      .map((row) => ({
        id: row.id,
        from: Date.parse(row.starts_at) - row.buffer_before_minutes * 60_000,
        to: Date.parse(row.ends_at) + row.buffer_after_minutes * 60_000,
        professional: row.professional_id,
        room: row.room_id,
        label: row.client_name,
      })),
    ...blocks.map((block) => ({
      id: block.id,
      from: Date.parse(block.starts_at),
      to: Date.parse(block.ends_at),
      professional: block.professional_id,
      room: block.room_id,
      label: block.reason || blockText,
    })),
  ];
}

/** When each professional works, in milliseconds. */
export function openTimes(slots: TimeSlot[]): Map<string, { from: number; to: number }[]> {
  const open = new Map<string, { from: number; to: number }[]>();
  for (const { professional_id, starts_at, ends_at } of slots) {
    if (professional_id == null) continue;
    const spans = open.get(professional_id) ?? [];
    spans.push({ from: Date.parse(starts_at), to: Date.parse(ends_at) });
    open.set(professional_id, spans);
  }
  return open;
}
