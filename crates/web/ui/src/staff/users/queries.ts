import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { User } from '../../api/schema';
import { api } from '../core/session';

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id],
    queryFn: (): Promise<User> => done(api.GET('/api/v1/users/{id}', { params: { path: { id } } })),
  });
