import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { leaveFor } from '../core/leave';
import { session } from '../core/session';
import { Relogin } from './Relogin';

/**
 * A screen for whoever is logged in: others are led to the log-in page, and back. Whose session ends meanwhile is asked
 * who they are over the screen.
 */
export function LoggedIn({ children }: { children: ReactNode }) {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const { pathname, search } = useLocation();
  const [began] = useState(state);
  const over = state === 'out' && began !== 'out';
  const here = useRef('');
  useEffect(() => {
    here.current = pathname + search;
  });
  useEffect(() => {
    // It ended elsewhere: another tab, a place that was given back. A form that is half filled is asked about.
    if (over) leaveFor(here.current);
  }, [over]);
  if (state === 'out' && !over) {
    return <Navigate to="/login" state={{ nextPathname: pathname, nextSearch: search }} replace />;
  }
  return (
    <>
      {children}
      <Relogin />
    </>
  );
}
