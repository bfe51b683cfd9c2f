import type { ReactNode } from 'react';
import { FormatsProvider } from '../../format/react';
import { useZone } from './branch';
import { useTenant } from './me';

/** What is inside goes by the clock of the branch that is shown. */
export function BranchTime({ children }: { children: ReactNode }) {
  const tenant = useTenant();
  const zone = useZone();
  return <FormatsProvider business={{ ...tenant, time_zone: zone }}>{children}</FormatsProvider>;
}
