import { useState } from 'react';
import { CreateBase, useNotify, useRedirect } from 'react-admin';
import { useQueryClient } from '@tanstack/react-query';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Page } from '../ui/Page';
import { ProfessionalForm } from './ProfessionalForm';

/** Registers somebody, and goes on to their week. */
export default function ProfessionalCreate() {
  const t = useT();
  const notify = useNotify();
  const redirect = useRedirect();
  const client = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const made = (professional: Professional) => {
    void client.invalidateQueries({ queryKey: ['professionals'] });
    notify(t('professionals.created'), { type: 'success' });
    redirect(`/professionals/${professional.id}?tab=week`);
  };
  return (
    <CreateBase resource="professionals" mutationOptions={{ meta: { idempotencyKey }, onSuccess: made }}>
      <Page title={t('professionals.newTitle')} subtitle={t('professionals.newSubtitle')}>
        <ProfessionalForm isNew />
      </Page>
    </CreateBase>
  );
}
