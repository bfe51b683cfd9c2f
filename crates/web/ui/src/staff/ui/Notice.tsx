import type { SvgIconComponent } from '@mui/icons-material';
import CloudOffOutlined from '@mui/icons-material/CloudOffOutlined';
import ErrorOutline from '@mui/icons-material/ErrorOutline';
import { Box, Button, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';

interface NoticeProps {
  icon: SvgIconComponent;
  title: string;
  text?: ReactNode;
  /** What to do now: a button. */
  action?: ReactNode;
}

/** Stands where something would be: nothing there yet, or nothing to be had. */
export function Notice({ icon: Icon, title, text, action }: NoticeProps) {
  return (
    <Stack sx={{ alignItems: 'center', textAlign: 'center', gap: 1.5, px: 3, py: 6 }}>
      <Box
        sx={(theme) => ({
          width: 72,
          height: 80,
          display: 'grid',
          placeItems: 'center',
          color: 'primary.main',
          background: theme.tokens.primarySoft,
          clipPath: 'polygon(50% 0, 100% 25%, 100% 75%, 50% 100%, 0 75%, 0 25%)',
        })}
      >
        <Icon fontSize="large" />
      </Box>
      <Typography variant="h3" component="p">
        {title}
      </Typography>
      {text && (
        <Typography color="text.secondary" sx={{ maxWidth: '44ch' }}>
          {text}
        </Typography>
      )}
      {action}
    </Stack>
  );
}

/** What went wrong, in words, and a way to try again. */
export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT();
  const offline = error instanceof ApiError && error.status === 0;
  const id = error instanceof ApiError && error.status >= 500 ? error.problem.request_id : null;
  return (
    <div role="alert">
      <Notice
        icon={offline ? CloudOffOutlined : ErrorOutline}
        title={t('common.errors.title')}
        text={
          <>
            {describe(error, t)}
            {id && (
              <>
                <br />
                {t('common.errors.reference', { id })}
              </>
            )}
          </>
        }
        action={retry && <Button onClick={retry}>{t('common.retry')}</Button>}
      />
    </div>
  );
}
