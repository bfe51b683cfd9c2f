import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { ErrorNotice } from '../ui/Notice';
import { FormSkeleton } from '../ui/form/EditPage';
import { userQuery } from './queries';
import { UserForm } from './UserForm';

/** Somebody of the staff: their data, their roles, and how they come in. */
export default function UserPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(userQuery(id));
  if (data) return <UserForm key={id} user={data} />;
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return <FormSkeleton />;
}
