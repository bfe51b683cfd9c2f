import { BooleanInput } from 'react-admin';
import { useT } from '../../i18n/react';
import { EditPage } from '../ui/form/EditPage';
import { FormCard } from '../ui/form/FormCard';
import { BranchFields } from './BranchFields';

/** A branch: its data, and whether it is open. */
export default function BranchEdit() {
  const t = useT();
  return (
    <EditPage title={(row) => String(row.name)}>
      <BranchFields />
      <FormCard title={t('branches.state')} columns={1}>
        <BooleanInput source="is_active" label={t('branches.isOpen')} helperText={t('branches.isOpenHint')} />
      </FormCard>
    </EditPage>
  );
}
