import { Box, GlobalStyles } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import type { LayoutProps } from 'react-admin';
import { Navigate, useLocation } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { meQuery, useCan } from '../core/me';
import { AccessDenied } from './AccessDenied';
import { Boundary } from './Boundary';
import { LoggedIn } from './LoggedIn';
import { BottomNav } from './nav/BottomNav';
import { neededAt, useEntries } from './nav/entries';
import { SideNav } from './nav/SideNav';
import { Notices } from './notices/Notices';
import { ScreenSkeleton } from './ScreenSkeleton';
import { SearchDialog } from './search/SearchDialog';
import { useSearchKey } from './search/useSearchKey';
import { TopBar } from './TopBar';

/** Where the content is, for whoever skips the navigation. */
const CONTENT = 'contenido';

/** What is around every screen; whoever is not logged in is led to the log-in page, and back. */
export function Frame({ children }: LayoutProps & { children?: ReactNode }) {
  return (
    <LoggedIn>
      <Framed>{children}</Framed>
    </LoggedIn>
  );
}

function Framed({ children }: { children: ReactNode }) {
  const entries = useEntries();
  const [searching, setSearching] = useState(false);
  useSearchKey(() => setSearching(true));
  return (
    <>
      <Measures />
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
    </>
  );
}

/** Tells screens how much of the window the frame takes, so that what sticks to its edges stands clear. */
function Measures() {
  return (
    <GlobalStyles
      styles={(theme) => ({
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
  const can = useCan();
  // Also for whoever typed the address, or had the right when they came.
  const needed = neededAt(pathname);
  const missing = me && needed && !needed.some(can) ? needed[0] : undefined;
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
          {elsewhere ? (
            <Navigate to={first.to} replace />
          ) : missing ? (
            <AccessDenied permission={missing} />
          ) : (
            children
          )}
        </Suspense>
      </Boundary>
    </Box>
  );
}
