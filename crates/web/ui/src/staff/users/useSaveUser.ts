import { useMutation, useQueryClient } from '@tanstack/react-query';
import { done, ifMatch } from '../../api/client';
import type { RoleChoice, User, UserPatch } from '../../api/schema';
import { api } from '../core/session';
import { userQuery } from './queries';

interface UserChanges {
  patch: UserPatch;
  /** All roles from now on; null: as they are. */
  roles: RoleChoice[] | null;
}

/** Saves somebody's data, then their roles. */
export function useSaveUser(user: User) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ patch, roles }: UserChanges) => {
      let { version } = user;
      const path = { id: user.id };
      const keep = (row: User) => {
        version = row.version;
        client.setQueryData(userQuery(user.id).queryKey, row);
      };
      if (Object.keys(patch).length > 0) {
        const params = { path, header: ifMatch(version) };
        keep(await done(api.PATCH('/api/v1/users/{id}', { params, body: patch })));
      }
      if (roles) {
        const params = { path, header: ifMatch(version) };
        keep(await done(api.PUT('/api/v1/users/{id}/roles', { params, body: { roles } })));
      }
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['users'] }),
        client.invalidateQueries({ queryKey: ['roles'] }),
        client.invalidateQueries({ queryKey: ['me'] }),
      ]),
  });
}
