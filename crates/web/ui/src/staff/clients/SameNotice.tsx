import { Alert, Button } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useRecordContext } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { useHref } from 'react-router-dom';
import type { Client } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Wide } from '../ui/form/FormCard';
import { nameOf } from './client';
import { sameQuery } from './queries';
import { RestoreButton } from './RestoreButton';
import { askedFor, sameAs } from './same';

/** Tells, while a telephone or document is typed, who has it already. Families share telephones, so it only warns. */
export function SameNotice({ of }: { of: 'phone' | 'document' }) {
  const t = useT();
  const record = useRecordContext<Client>();
  const [phone, number] = useWatch({ name: ['phone', 'document_number'] }) as [string | null, string | null];
  const text = useLate((of === 'phone' ? phone : number) ?? '');
  const written = of === 'phone' ? { phone: text } : { document: text };
  const asked = askedFor(written);
  const { data = [] } = useQuery({ ...sameQuery(asked), enabled: asked !== '' });
  const same = asked === '' ? undefined : sameAs(written, data, record?.id);
  return (
    <Wide>
      <div aria-live="polite">
        {same && (
          <Alert
            severity="warning"
            sx={{ mb: 1, alignItems: 'center' }}
            action={same.deleted_at ? <RestoreButton client={same} /> : <See client={same} />}
          >
            {t(`clients.form.same.${of}`, { name: nameOf(same) })}{' '}
            {same.deleted_at && t('clients.form.same.deleted')}
          </Alert>
        )}
      </div>
    </Wide>
  );
}

/** In another tab, so that what is filled in here stays. */
function See({ client }: { client: Client }) {
  const t = useT();
  const href = useHref(`/clients/${client.id}/show`);
  return (
    <Button
      color="inherit"
      component="a"
      href={href}
      target="_blank"
      aria-label={t('clients.form.same.open', { name: nameOf(client) })}
    >
      {t('clients.form.same.see')}
    </Button>
  );
}

/** A text once nobody has typed for a moment. */
function useLate(text: string): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), 350);
    return () => clearTimeout(timer);
  }, [text]);
  return late;
}
