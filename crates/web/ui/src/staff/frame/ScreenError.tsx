import SystemUpdateAlt from '@mui/icons-material/SystemUpdateAlt';
import { Button } from '@mui/material';
import { useEffect } from 'react';
import { useT } from '../../i18n/react';
import { isMissingPart, newerIsThere } from '../core/version';
import { ErrorNotice, Notice } from '../ui/Notice';

interface ScreenErrorProps {
  error: unknown;
  resetErrorBoundary: (...args: unknown[]) => void;
}

/** Stands where a screen would, when it failed. */
export function ScreenError({ error, resetErrorBoundary }: ScreenErrorProps) {
  const t = useT();
  const missing = isMissingPart(error);
  useEffect(() => {
    if (missing) newerIsThere();
  }, [missing]);
  if (!missing) return <ErrorNotice error={error} retry={() => resetErrorBoundary()} />;
  return (
    <div role="alert">
      <Notice
        icon={SystemUpdateAlt}
        title={t('frame.version.missing')}
        text={t('frame.version.missingText')}
        action={
          <Button variant="contained" onClick={() => location.reload()}>
            {t('common.reload')}
          </Button>
        }
      />
    </div>
  );
}
