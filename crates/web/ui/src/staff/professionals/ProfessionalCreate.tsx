import { useT } from '../../i18n/react';
import { CreatePage } from '../ui/form/CreatePage';
import { ProfessionalForm } from './ProfessionalForm';

/** Registers somebody, and goes on to their week. */
export default function ProfessionalCreate() {
  const t = useT();
  return (
    <CreatePage
      title={t('professionals.newTitle')}
      subtitle={t('professionals.newSubtitle')}
      saveLabel={t('professionals.create')}
      next={({ id }) => `/professionals/${id}?tab=week`}
    >
      <ProfessionalForm isNew />
    </CreatePage>
  );
}
