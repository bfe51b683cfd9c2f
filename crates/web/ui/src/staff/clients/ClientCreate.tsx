import { useSearchParams } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { typed } from '../agenda/phone';
import { CreatePage } from '../ui/form/CreatePage';
import { ClientFields } from './ClientFields';

/** Registers a client; `?q=` is what somebody had looked for: a name, or a telephone. */
export default function ClientCreate() {
  const t = useT();
  const [params] = useSearchParams();
  const asked = params.get('q')?.trim();
  return (
    <CreatePage
      title={t('clients.form.newTitle')}
      subtitle={t('clients.form.newSubtitle')}
      saveLabel={t('clients.form.create')}
      defaultValues={{ tags: [], ...(asked ? typed(asked) : {}) }}
      next={({ id }) => `/clients/${String(id)}/show`}
    >
      <ClientFields isNew />
    </CreatePage>
  );
}
