import { Skeleton } from '@mui/material';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../staff/ui/Notice';

interface LoadedProps<T> {
  query: UseQueryResult<T, unknown>;
  /** Pixels that it takes while it is not there. */
  height?: number;
  children: (data: T) => ReactNode;
}

/** What was read, or why it is not there. */
export function Loaded<T>({ query, height = 220, children }: LoadedProps<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return <Skeleton variant="rounded" height={height} aria-hidden sx={{ borderRadius: '14px' }} />;
}
