import { useT } from '../../i18n/react';
import { useBranch, useBranches } from '../core/branch';
import { CreatePage } from '../ui/form/CreatePage';
import { RoomFields } from './RoomFields';

/** Makes a room, in the branch that screens show. */
export default function RoomCreate() {
  const t = useT();
  const branches = useBranches();
  const chosen = useBranch();
  const only = branches.length === 1 ? branches[0]?.id : undefined;
  return (
    <CreatePage
      title={t('rooms.form.newTitle')}
      subtitle={t('rooms.form.newSubtitle')}
      saveLabel={t('rooms.form.create')}
      defaultValues={chosen ? { branch_id: chosen } : {}}
      transform={(data) => ({ ...data, branch_id: data.branch_id ?? only })}
    >
      <RoomFields isNew />
    </CreatePage>
  );
}
