import { Box, Drawer, GlobalStyles, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import type { LayoutProps } from 'react-admin';
import { Link, useLocation } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { Boundary } from '../../staff/frame/Boundary';
import { ScreenSkeleton } from '../../staff/frame/ScreenSkeleton';
import { ErrorNotice } from '../../staff/ui/Notice';
import { meQuery } from '../core/me';
import { Mark } from './Mark';
import { NavList } from './NavList';
import { Relogin } from './Relogin';
import { SecondFactor } from './SecondFactor';
import { TopBar } from './TopBar';

const WIDE = 248;
const CONTENT = 'contenido';

/** What is around every screen. Whoever has no second factor yet sets one up first. */
export function Frame({ children }: LayoutProps & { children?: ReactNode }) {
  const { data: me, error, refetch } = useQuery(meQuery);
  if (me && !me.second_factor) return <SecondFactor me={me} />;
  if (error && !me) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return (
    <>
      <GlobalStyles styles={{ ':root': { '--frame-top': '60px', '--frame-bottom': '0px' } }} />
      <Around>{me && children}</Around>
      <Relogin />
    </>
  );
}

function Around({ children }: { children: ReactNode }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Box sx={{ display: 'flex', minHeight: '100dvh', bgcolor: 'background.default' }}>
      <SkipLink />
      <Box
        component="nav"
        aria-label={t('frame.navigation')}
        sx={{
          display: { xs: 'none', md: 'block' },
          width: WIDE,
          flexShrink: 0,
          position: 'sticky',
          top: 0,
          height: '100dvh',
          overflowY: 'auto',
          bgcolor: 'background.paper',
          borderRight: 1,
          borderColor: 'divider',
          px: 1.25,
          scrollbarWidth: 'thin',
        }}
      >
        <House />
        <NavList />
      </Box>
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        <TopBar onMenu={() => setOpen(true)} />
        <Content>{children}</Content>
      </Box>
      <Drawer
        open={open}
        onClose={close}
        slotProps={{
          paper: { role: 'dialog', 'aria-label': t('frame.navigation'), sx: { width: 280, px: 1.25 } },
        }}
      >
        <House />
        <Box component="nav" aria-label={t('frame.navigation')}>
          <NavList onChoose={close} />
        </Box>
      </Drawer>
    </Box>
  );
}

function House() {
  const t = useT();
  return (
    <Stack
      component={Link}
      to="/"
      direction="row"
      sx={{
        alignItems: 'center',
        gap: 1.25,
        px: 1,
        height: 60,
        mb: 0.5,
        color: 'text.primary',
        textDecoration: 'none',
      }}
    >
      <Mark />
      <Box>
        <Typography
          component="span"
          sx={{ display: 'block', fontWeight: 750, fontSize: '1.0625rem', lineHeight: 1.15 }}
        >
          {t('common.panal')}
        </Typography>
        <Typography component="span" variant="caption" color="text.secondary">
          {t('platform.house')}
        </Typography>
      </Box>
    </Stack>
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
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    const at = document.activeElement;
    if (at === null || at === document.body || at.closest('nav, header'))
      main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <Box
      component="main"
      id={CONTENT}
      ref={main}
      tabIndex={-1}
      sx={{
        flex: 1,
        minWidth: 0,
        width: '100%',
        maxWidth: 1560,
        mx: 'auto',
        outline: 'none',
        px: { xs: 1.5, sm: 2, md: 3 },
        pb: 5,
      }}
    >
      <Boundary at={pathname}>
        <Suspense fallback={<ScreenSkeleton />}>{children}</Suspense>
      </Boundary>
    </Box>
  );
}
