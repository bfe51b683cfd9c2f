import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { PublicBooked } from '../../api/schema';
import { api } from '../api';
import type { Choice } from './address';
import type { Held } from './flow';
import { hold } from './hold';
import type { Typed } from './typed';

function send(held: string, typed: Typed): Promise<PublicBooked> {
  const filled = (text: string) => text.trim() || undefined;
  return done(
    api.POST('/api/v1/public/appointments', {
      body: {
        hold: held,
        first_name: typed.firstName.trim(),
        last_name: filled(typed.lastName),
        phone: typed.phone.trim(),
        email: filled(typed.email),
        notes: filled(typed.notes),
        ...(typed.whatsapp ? { preferred_contact: 'whatsapp' } : {}),
        consent: { data_processing: typed.agreed !== null, text: typed.agreed },
      },
    }),
  );
}

/**
 * Books the time that is held. The hold is what makes it one booking however often it is sent: it answers with what it became.
 * Where it has run out, the same time is held once more, and `keep` gets the new hold before anything is sent with it: were the
 * answer lost, sending with the old one would hold again and meet the visitor's own booking.
 */
export async function book(
  choice: Choice,
  held: Held,
  typed: Typed,
  minutes: number,
  keep: (again: Held) => void,
): Promise<PublicBooked> {
  try {
    return await send(held.hold.hold, typed);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'hold_expired') throw error;
    const again = await hold(choice, held.hold.starts_at, undefined, minutes);
    keep(again);
    return send(again.hold.hold, typed);
  }
}
