import { done } from '../../api/client';
import { api } from '../api';
import type { Choice } from './address';
import type { Held } from './flow';

/** Keeps a time for the visitor, in place of the one that was kept before. */
export async function hold(
  { services, professional, branch }: Choice,
  startsAt: string,
  earlier: string | undefined,
  minutes: number,
): Promise<Held> {
  const asked = Date.now();
  const held = await done(
    api.POST('/api/v1/public/holds', {
      body: {
        services: services.map((service_id, at) => ({
          service_id,
          ...(at === 0 && professional ? { professional_id: professional } : {}),
        })),
        starts_at: startsAt,
        ...(branch ? { branch_id: branch } : {}),
        ...(earlier ? { hold: earlier } : {}),
      },
    }),
  );
  return { hold: held, until: asked + minutes * 60_000 };
}
