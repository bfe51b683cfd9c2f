import { Card } from '@mui/material';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../ui/Notice';
import { SectionSkeleton } from './SettingsPage';

/** What was asked for, once it is there; until then its shape, or why it cannot be had. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error)
    return (
      <Card>
        <ErrorNotice error={query.error} retry={() => void query.refetch()} />
      </Card>
    );
  return <SectionSkeleton />;
}
