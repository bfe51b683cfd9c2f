import LockOutlined from '@mui/icons-material/LockOutlined';
import { Button } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { usePermissionWords } from '../core/permissions';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';

/** The user may not see this screen: why, in words, and who can help. */
export function AccessDenied({ permission }: { permission?: string }) {
  const t = useT();
  const words = usePermissionWords();
  return (
    <Page title={t('frame.denied.title')}>
      <Notice
        icon={LockOutlined}
        title={t('frame.denied.heading')}
        text={
          permission ? t('frame.denied.needs', { permission: words(permission) }) : t('frame.denied.text')
        }
        action={
          <Button component={Link} to="/">
            {t('frame.notFound.home')}
          </Button>
        }
      />
    </Page>
  );
}

/** A screen for whoever has a permission: `<Route path="/plan" element={<For permission="subscription.view">…</For>} />`. */
export function For({ permission, children }: { permission: string; children: ReactNode }) {
  const can = useCan();
  return can(permission) ? children : <AccessDenied permission={permission} />;
}
