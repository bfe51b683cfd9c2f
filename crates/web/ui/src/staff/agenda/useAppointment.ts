import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { done, ifMatch } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Appointment, AppointmentDetail, AppointmentPatch } from '../../api/schema';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { useProblem } from '../ui/useProblem';
import { patchSeen } from './patchSeen';
import { APPOINTMENTS } from './queries';
import { useTell } from './useTell';
import { expected, undoOf, type Verb } from './verbs';

/** What goes along with a verb; each takes what the API takes with it. */
export interface VerbBody {
  notify?: boolean;
  reason?: string;
  final_price?: string;
  price_reason?: string;
  internal_notes?: string | null;
  starts_at?: string;
  professional_id?: string;
  room_id?: string;
  outside_hours?: boolean;
}

/**
 * What is done with appointments.
 *
 * `act`: one tap. Shown at once, taken back with a word at the foot of the screen where it was refused; where the verb
 * can be undone, the word says so. Answers whether it was done.
 * `send`: for dialogs, which show the problem themselves: fails with it.
 * `keep`: notes, contact, price, as they were seen; fails with `Overtaken` where others changed the same.
 * `busy`: the appointments that are under way.
 */
export function useAppointment() {
  const client = useQueryClient();
  const problem = useProblem();
  const tell = useTell();
  const t = useT();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  const send = useCallback(
    async (appointment: Pick<Appointment, 'id' | 'version'>, verb: Verb, body: VerbBody = {}) => {
      setBusy((now) => new Set(now).add(appointment.id));
      try {
        const changed = await call(appointment, verb, body);
        settle(client, changed);
        return changed;
      } catch (error) {
        // What is on the screen was wrong: read it again.
        if (error instanceof ApiError && [404, 409, 412].includes(error.status)) refresh(client);
        throw error;
      } finally {
        setBusy((now) => new Set([...now].filter((id) => id !== appointment.id)));
      }
    },
    [client],
  );

  const act = useCallback(
    async (appointment: Appointment, verb: Verb, body: VerbBody = {}): Promise<boolean> => {
      await client.cancelQueries({ queryKey: [...APPOINTMENTS, 'list'] });
      show(client, expected(appointment, verb));
      try {
        const changed = await send(appointment, verb, body);
        const back = undoOf(verb);
        tell(
          t(`agenda.told.${verb}`, { name: appointment.client_name }),
          back && (() => send(changed, back, { notify: false }).catch(problem)),
        );
        return true;
      } catch (error) {
        show(client, appointment);
        problem(error);
        return false;
      }
    },
    [client, send, problem, tell, t],
  );

  const patch = useCallback(
    async ({ id, version }: Pick<Appointment, 'id' | 'version'>, body: AppointmentPatch) => {
      const changed = await done(
        api.PATCH('/api/v1/appointments/{id}', { params: { path: { id }, header: ifMatch(version) }, body }),
      );
      settle(client, changed);
      return changed;
    },
    [client],
  );

  const keep = useCallback(
    (seen: Appointment, body: AppointmentPatch) =>
      patchSeen(seen, body, {
        patch,
        read: (id) => done(api.GET('/api/v1/appointments/{id}', { params: { path: { id } } })),
      }),
    [patch],
  );

  return { act, send, keep, busy };
}

/** Writes an appointment into every list and page on which it is, without asking again. */
export function show(client: QueryClient, appointment: Appointment): void {
  client.setQueriesData<Appointment[]>({ queryKey: [...APPOINTMENTS, 'list'] }, (rows) =>
    rows?.map((row) => (row.id === appointment.id ? { ...row, ...appointment } : row)),
  );
  client.setQueryData<AppointmentDetail>([...APPOINTMENTS, 'one', appointment.id], (detail) =>
    detail ? { ...detail, ...appointment } : detail,
  );
}

/** Reads all appointments on the screen again. */
export function refresh(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: APPOINTMENTS });
}

/** The server's answer, shown; what hangs together with it (history, summary, queue) is read again. */
function settle(client: QueryClient, appointment: Appointment): void {
  show(client, appointment);
  refresh(client);
  void client.invalidateQueries({ queryKey: ['queue'] });
}

function call({ id, version }: Pick<Appointment, 'id' | 'version'>, verb: Verb, body: VerbBody) {
  const params = { path: { id } };
  switch (verb) {
    case 'confirm':
      return done(api.POST('/api/v1/appointments/{id}/confirm', { params, body }));
    case 'arrive':
      return done(api.POST('/api/v1/appointments/{id}/arrive', { params, body }));
    case 'start':
      return done(api.POST('/api/v1/appointments/{id}/start', { params, body }));
    case 'complete':
      return done(api.POST('/api/v1/appointments/{id}/complete', { params, body }));
    case 'no-show':
      return done(api.POST('/api/v1/appointments/{id}/no-show', { params, body }));
    case 'reopen':
      return done(api.POST('/api/v1/appointments/{id}/reopen', { params, body }));
    case 'cancel':
      return done(api.POST('/api/v1/appointments/{id}/cancel', { params, body: { reason: '', ...body } }));
    case 'reschedule':
      // Who moves it should have seen where it is.
      return done(
        api.POST('/api/v1/appointments/{id}/reschedule', {
          params: { ...params, header: ifMatch(version) },
          body,
        }),
      );
  }
}
