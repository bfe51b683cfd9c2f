import { useParams } from 'react-router-dom';
import type { Client } from '../../api/schema';
import { EditPage } from '../ui/form/EditPage';
import { nameOf } from './client';
import { ClientFields } from './ClientFields';

/** Changes a client's data. */
export default function ClientEdit() {
  const { id = '' } = useParams();
  const page = `/clients/${id}/show`;
  return (
    <EditPage title={(row) => nameOf(row as unknown as Client)} back={page} next={() => page}>
      <ClientFields />
    </EditPage>
  );
}
