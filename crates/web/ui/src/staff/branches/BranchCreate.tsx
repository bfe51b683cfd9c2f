import { useT } from '../../i18n/react';
import { CreatePage } from '../ui/form/CreatePage';
import { BranchFields } from './BranchFields';

/** A new branch. */
export default function BranchCreate() {
  const t = useT();
  return (
    <CreatePage title={t('branches.add')} subtitle={t('branches.addHint')}>
      <BranchFields />
    </CreatePage>
  );
}
