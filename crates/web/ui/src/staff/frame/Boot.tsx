import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import type { Tenant } from '../../api/schema';
import { tenantQuery } from '../core/me';
import { session } from '../core/session';
import { Closed, Trouble, Whole } from './Trouble';

/** Waits until it is known whose address this is and whether somebody is logged in; else says what is the matter. */
export function Boot({ children }: { children: (tenant: Tenant) => ReactNode }) {
  const { data, error, refetch } = useQuery(tenantQuery);
  // What was read stays, also when all that is cached is thrown away with a log-in.
  const [tenant, setTenant] = useState(data);
  if (data !== undefined && data !== tenant) setTenant(data);
  const [known, setKnown] = useState(session.getState() !== 'unknown');
  const [lost, setLost] = useState<unknown>(null);
  const open = tenant !== undefined && tenant.state !== 'suspended';
  useEffect(() => {
    if (known || !open || lost !== null) return;
    let current = true;
    session.isIn().then(
      () => current && setKnown(true),
      (reason: unknown) => current && setLost(reason),
    );
    return () => {
      current = false;
    };
  }, [known, open, lost]);
  if (tenant === undefined && error) return <Trouble error={error} again={() => void refetch()} />;
  if (lost !== null) return <Trouble error={lost} again={() => setLost(null)} />;
  if (tenant !== undefined && !open) return <Closed />;
  if (tenant === undefined || !known) return <Whole />;
  return children(tenant);
}
