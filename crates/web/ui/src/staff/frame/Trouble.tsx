import type { SvgIconComponent } from '@mui/icons-material';
import BlockOutlined from '@mui/icons-material/BlockOutlined';
import BuildOutlined from '@mui/icons-material/BuildOutlined';
import CloudOffOutlined from '@mui/icons-material/CloudOffOutlined';
import ErrorOutline from '@mui/icons-material/ErrorOutline';
import TravelExploreOutlined from '@mui/icons-material/TravelExploreOutlined';
import { Box, Button, CssBaseline, ThemeProvider, useMediaQuery } from '@mui/material';
import { useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react';
import { ApiError } from '../../api/problem';
import type { Key } from '../../i18n';
import { useT } from '../../i18n/react';
import { kept } from '../../storage';
import { muiTheme } from '../../theme/mui';
import { describe } from '../../ui/describe';
import { Notice } from '../ui/Notice';

/** The whole page, before there is a business whose look it could have. */
export function Whole({ children }: { children?: ReactNode }) {
  const dark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true });
  const scheme = kept('theme') ?? (dark ? 'dark' : 'light');
  const theme = useMemo(() => muiTheme(scheme === 'dark' ? 'dark' : 'light', null), [scheme]);
  return (
    <ThemeProvider theme={theme}>
      <CssBaseline enableColorScheme />
      <Box component="main" sx={{ minHeight: '100dvh', display: 'grid', placeItems: 'center' }}>
        {children}
      </Box>
    </ThemeProvider>
  );
}

/** Why a problem at the beginning happened, by its status. */
const REASONS: Record<number, { icon: SvgIconComponent; title: Key; text: Key }> = {
  0: { icon: CloudOffOutlined, title: 'frame.boot.offline', text: 'frame.boot.offlineText' },
  404: { icon: TravelExploreOutlined, title: 'frame.boot.unknown', text: 'frame.boot.unknownText' },
  410: { icon: BlockOutlined, title: 'frame.boot.deleted', text: 'frame.boot.deletedText' },
};

/** The app cannot begin: why, and what to do. Where waiting helps, it tries again by itself. */
export function Trouble({ error, again }: { error: unknown; again: () => void }) {
  const t = useT();
  const status = error instanceof ApiError ? error.status : null;
  const reason = status === null ? undefined : REASONS[status];
  const waits = status === 0 || (status !== null && (status >= 500 || status === 429));
  const retry = useEffectEvent(again);
  const [left, setLeft] = useState((error instanceof ApiError && error.retryAfter) || 10);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    const online = () => retry();
    window.addEventListener('online', online);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', online);
    };
  }, [waits]);
  const due = waits && left <= 0;
  useEffect(() => {
    if (due) retry();
  }, [due]);
  return (
    <Whole>
      <Box role="alert">
        <Notice
          icon={reason?.icon ?? (status === 503 ? BuildOutlined : ErrorOutline)}
          title={
            reason
              ? t(reason.title)
              : error instanceof ApiError && error.problem.title
                ? error.problem.title
                : t('frame.boot.failed')
          }
          text={
            <>
              {reason ? t(reason.text) : status === 503 ? t('frame.boot.busyText') : describe(error, t)}
              {waits && left > 0 && (
                <>
                  <br />
                  {t('frame.boot.again', { seconds: left })}
                </>
              )}
            </>
          }
          action={
            status !== 404 &&
            status !== 410 && (
              <Button variant="contained" onClick={again}>
                {t('common.retry')}
              </Button>
            )
          }
        />
      </Box>
    </Whole>
  );
}

/** The business is shut by its operator. */
export function Closed() {
  const t = useT();
  return (
    <Whole>
      <Notice icon={BlockOutlined} title={t('frame.boot.suspended')} text={t('frame.boot.suspendedText')} />
    </Whole>
  );
}
