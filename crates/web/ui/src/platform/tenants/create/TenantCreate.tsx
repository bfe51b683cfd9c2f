import { useState } from 'react';
import { useT } from '../../../i18n/react';
import { Page } from '../../../staff/ui/Page';
import { Progress, type Asked } from './Progress';
import { TenantForm } from './TenantForm';

/** Has a business made, and watches it being made. */
export default function TenantCreate() {
  const t = useT();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Page title={t('platform.create.title')} subtitle={t('platform.create.subtitle')}>
      {asked === null ? (
        <TenantForm accepted={setAsked} />
      ) : (
        <Progress asked={asked} again={() => setAsked(null)} />
      )}
    </Page>
  );
}
