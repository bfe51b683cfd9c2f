import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Appointment } from '../../api/schema';
import { myPermissionsQuery, useMe } from '../core/me';
import { professionalsQuery } from './queries';
import { verbsOf, type Verb } from './verbs';

/** Asks what the user may do at a branch: `const may = useRight(); may('appointments.add', branch)`. */
export function useRight(): (permission: string, branch?: string | null) => boolean {
  const { data } = useQuery(myPermissionsQuery);
  return useCallback(
    (permission, branch) => {
      const right = data?.permissions.find(({ code }) => code === permission);
      if (!right) return false;
      return branch == null || right.branches == null || right.branches.includes(branch);
    },
    [data],
  );
}

type Asked = Pick<
  Appointment,
  'state' | 'branch_id' | 'created_by' | 'professional_id' | 'arrived_at' | 'starts_at'
>;

/** What the user can do now with an appointment: what its state and the user's rights allow. */
export function useVerbs(): (appointment: Asked) => Verb[] {
  const may = useRight();
  const me = useMe();
  const { data: professionals } = useQuery({ ...professionalsQuery, enabled: may('professionals.view') });
  return useCallback(
    (appointment) => {
      if (!may('appointments.change', appointment.branch_id)) return [];
      const gives = professionals?.find(({ id }) => id === appointment.professional_id)?.user_id;
      const own =
        appointment.created_by == null || appointment.created_by === me.user.id || gives === me.user.id;
      const mayCancel = own || may('appointments.cancel_any', appointment.branch_id);
      return verbsOf(appointment).filter((verb) => verb !== 'cancel' || mayCancel);
    },
    [may, me, professionals],
  );
}
