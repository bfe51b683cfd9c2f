import { Box, GlobalStyles } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { LayoutProps } from 'react-admin';
import { Navigate, useLocation } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { leaveFor } from '../core/leave';
import { meQuery } from '../core/me';
import { session } from '../core/session';
import { Boundary } from './Boundary';
import { BottomNav } from './nav/BottomNav';
import { useEntries } from './nav/entries';
import { SideNav } from './nav/SideNav';
import { Notices } from './notices/Notices';
import { Relogin } from './Relogin';
import { ScreenSkeleton } from './ScreenSkeleton';
import { SearchDialog } from './search/SearchDialog';
import { useSearchKey } from './search/useSearchKey';
import { TopBar } from './TopBar';

/** Where the content is, for whoever skips the navigation. */
const CONTENT = 'contenido';

/** What is around every screen. */
export function Frame({ children }: LayoutProps & { children?: ReactNode }) {
  const entries = useEntries();
  const [searching, setSearching] = useState(false);
  useSearchKey(() => setSearching(true));
  useLeaving();
  return (
    <>
      <GlobalStyles
        styles={(theme) => ({
          // What sticks to the top or the bottom of a screen stands clear of the frame.
          ':root': {
            '--frame-top': '60px',
            '--frame-bottom': '0px',
            [theme.breakpoints.down('md')]: { '--frame-bottom': 'calc(61px + env(safe-area-inset-bottom))' },
          },
          // On phones the bar above has the title, and the heading is for whoever hears the page.
          [theme.breakpoints.down('md')]: {
            '@media screen': {
              '.page-title': {
                position: 'absolute',
                width: 1,
                height: 1,
                overflow: 'hidden',
                clipPath: 'inset(50%)',
              },
            },
          },
          '@media print': { ':root': { '--frame-top': '0px', '--frame-bottom': '0px' } },
        })}
      />
      <SkipLink />
      <Box sx={{ display: 'flex', minHeight: '100dvh', bgcolor: 'background.default' }}>
        <SideNav entries={entries} />
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
          <TopBar onSearch={() => setSearching(true)} />
          <Notices />
          <Content>{children}</Content>
        </Box>
      </Box>
      <BottomNav entries={entries} />
      <SearchDialog open={searching} onClose={() => setSearching(false)} entries={entries} />
      <Relogin />
    </>
  );
}

function SkipLink() {
  const t = useT();
  return (
    <Box
      component="a"
      href={`#${CONTENT}`}
      onClick={(event) => {
        // The address is the router's: a hash would be a screen of it.
        event.preventDefault();
        document.getElementById(CONTENT)?.focus();
      }}
      sx={{
        position: 'fixed',
        top: 8,
        left: 8,
        zIndex: 'tooltip',
        px: 2,
        py: 1,
        borderRadius: 2,
        bgcolor: 'primary.main',
        color: 'primary.contrastText',
        fontWeight: 600,
        '&:not(:focus)': { top: -100 },
      }}
    >
      {t('frame.skip')}
    </Box>
  );
}

function Content({ children }: { children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const entries = useEntries();
  const { data: me } = useQuery(meQuery);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // Whoever chose a screen by keyboard goes on in it, unless the screen itself knows a better place.
    const at = document.activeElement;
    if (at === null || at === document.body || at.closest('nav, header'))
      main.current?.focus({ preventScroll: true });
  }, [pathname]);
  // The first screen is the dashboard, for whoever may see it; for others the first of theirs.
  const first = entries[0];
  const elsewhere = pathname === '/' && me && first && !entries.some(({ to }) => to === '/');
  return (
    <Box
      component="main"
      id={CONTENT}
      ref={main}
      tabIndex={-1}
      sx={{
        flex: 1,
        minWidth: 0,
        outline: 'none',
        px: { xs: 1.5, sm: 2, md: 3 },
        pb: 'calc(var(--frame-bottom) + 24px)',
      }}
    >
      <Boundary at={pathname}>
        <Suspense fallback={<ScreenSkeleton />}>
          {elsewhere ? <Navigate to={first.to} replace /> : children}
        </Suspense>
      </Boundary>
    </Box>
  );
}

/** Where the session ended elsewhere (another tab, a place that was given back), to the log-in page and back here. */
function useLeaving(): void {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const { pathname, search } = useLocation();
  const out = state === 'out';
  const here = useRef('');
  useEffect(() => {
    here.current = pathname + search;
  });
  useEffect(() => {
    if (out) leaveFor(here.current);
  }, [out]);
}
