import { Skeleton, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { branchesQuery } from '../../core/branch';
import { useCan } from '../../core/me';
import type { Branch } from '../../../api/schema';
import { ErrorNotice } from '../../ui/Notice';
import { scheduleQuery } from './queries';
import { WeekEditor } from './WeekEditor';

const NONE: Branch[] = [];

/** The hours of a professional's every week: read, edited, saved. */
export function WeekTab({ professional }: { professional: string }) {
  // Always the newest to begin with; from then on what is on the screen is being edited.
  const schedule = useQuery({
    ...scheduleQuery(professional),
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
  const seesBranches = useCan()('branches.view');
  const branches = useQuery({ ...branchesQuery, enabled: seesBranches });
  const known = seesBranches ? branches.data : NONE;
  const error = schedule.error ?? branches.error;
  if (schedule.data && schedule.isFetchedAfterMount && known) {
    return <WeekEditor professional={professional} schedule={schedule.data} branches={known} />;
  }
  if (error) {
    return (
      <ErrorNotice
        error={error}
        retry={() => {
          void schedule.refetch();
          void branches.refetch();
        }}
      />
    );
  }
  return (
    <Stack sx={{ gap: 2 }}>
      <Skeleton variant="rounded" height={48} />
      <Skeleton variant="rounded" height={700} />
    </Stack>
  );
}
