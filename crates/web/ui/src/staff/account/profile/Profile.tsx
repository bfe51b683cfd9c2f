import SupportAgentOutlined from '@mui/icons-material/SupportAgentOutlined';
import { Stack } from '@mui/material';
import { useT } from '../../../i18n/react';
import { useMe } from '../../core/me';
import { Notice } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { CalendarFeed } from './CalendarFeed';
import { ChangePassword } from './ChangePassword';
import { Details } from './Details';
import { Rights } from './Rights';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';

/** One's own account. */
export default function Profile() {
  const t = useT();
  const me = useMe();
  const calendar = me.permissions.includes('appointments.view');
  return (
    <Page title={t('account.profile.title')} subtitle={me.user.email}>
      <Stack sx={{ gap: 2, maxWidth: 860 }}>
        {me.impersonator ? (
          <Notice
            icon={SupportAgentOutlined}
            title={t('account.profile.title')}
            text={t('account.profile.impersonated')}
          />
        ) : (
          <>
            <Details me={me} />
            <ChangePassword />
            <SecondFactor active={me.second_factor} email={me.user.email ?? ''} />
            <Sessions />
            {calendar && <CalendarFeed />}
          </>
        )}
        <Rights />
      </Stack>
    </Page>
  );
}
