import { useT } from '../../i18n/react';
import { CreatePage } from '../ui/form/CreatePage';
import { ServiceFields } from './ServiceFields';

/** Makes a service. */
export default function ServiceCreate() {
  const t = useT();
  return (
    <CreatePage
      title={t('services.form.newTitle')}
      subtitle={t('services.form.newSubtitle')}
      saveLabel={t('services.form.create')}
      defaultValues={{ professional_kinds: [], rooms: [], minutes: 30 }}
    >
      <ServiceFields isNew />
    </CreatePage>
  );
}
