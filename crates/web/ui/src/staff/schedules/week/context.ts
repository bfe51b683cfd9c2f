import { createContext, useContext } from 'react';
import type { Branch } from '../../../api/schema';
import type { Look } from '../looks';
import type { Range } from './week';

/** What all parts of the week's editor know. */
export interface WeekContext {
  week: Range[];
  change: (next: Range[] | ((now: Range[]) => Range[])) => void;
  /** What is wrong with a range, in words. */
  faultOf: (key: string) => { text: string; grave: boolean } | undefined;
  branches: Branch[];
  /** Where hours may be written. */
  mine: Branch[];
  canEdit: (range: Range) => boolean;
  look: (branch: string) => Look;
  branchName: (branch: string) => string;
  /** The branch at which hours are drawn. */
  branch: string;
}

export const Week = createContext<WeekContext | null>(null);

export function useWeekContext(): WeekContext {
  const context = useContext(Week);
  if (context === null) throw new Error('useWeekContext outside of the week');
  return context;
}
