import { ApiError } from '../../api/problem';
import type { Appointment, AppointmentPatch } from '../../api/schema';

/** Somebody else changed the very same meanwhile; `now` is what it has become. */
export class Overtaken extends Error {
  constructor(readonly now: Appointment) {
    super('overtaken');
  }
}

interface Ways {
  patch: (seen: Appointment, body: AppointmentPatch) => Promise<unknown>;
  read: (id: string) => Promise<Appointment>;
}

/**
 * Changes an appointment as somebody saw it when they began to write. Where others changed something else of it since,
 * that does not matter; where they changed what is written now, nothing is overwritten: fails with `Overtaken`.
 */
export async function patchSeen(
  seen: Appointment,
  body: AppointmentPatch,
  { patch, read }: Ways,
): Promise<void> {
  try {
    await patch(seen, body);
  } catch (refused) {
    if (!(refused instanceof ApiError && refused.status === 412)) throw refused;
    const now = await read(seen.id);
    const names = Object.keys(body) as (keyof AppointmentPatch & keyof Appointment)[];
    if (names.some((name) => (seen[name] ?? '') !== (now[name] ?? ''))) throw new Overtaken(now);
    await patch(now, body);
  }
}
