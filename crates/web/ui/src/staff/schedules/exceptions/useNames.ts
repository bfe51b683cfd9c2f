import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ScheduleException } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { professionalsQuery } from '../../agenda/queries';
import { useBranches } from '../../core/branch';
import { useCan } from '../../core/me';
import { shortName } from '../../professionals/initials';

/** Those who work here, and in words whom and where an exception concerns. */
export function useNames() {
  const t = useT();
  const branches = useBranches();
  const can = useCan();
  const { data: professionals } = useQuery({ ...professionalsQuery, enabled: can('professionals.view') });
  const whose = useCallback(
    (
      { professional_id, branch_id }: Pick<ScheduleException, 'professional_id' | 'branch_id'>,
      short = false,
    ) => {
      const full = professionals?.find(({ id }) => id === professional_id)?.full_name;
      const former = professionals ? t('schedules.formerProfessional') : '';
      const who = professional_id ? (full ? (short ? shortName(full) : full) : former) : null;
      const where = branch_id
        ? (branches.find(({ id }) => id === branch_id)?.name ?? t('schedules.closedBranch'))
        : null;
      if (who === null) return where ?? t('schedules.everybody');
      return where && branches.length > 1 && !short ? `${who}, ${where}` : who;
    },
    [professionals, branches, t],
  );
  return { professionals, branches, whose };
}
