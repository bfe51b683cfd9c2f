import { useMutation, useQueryClient } from '@tanstack/react-query';
import { done, ifMatch } from '../../api/client';
import type { RoleDetail, RolePatch } from '../../api/schema';
import { api } from '../core/session';
import { roleQuery } from './queries';

interface RoleChanges {
  /** What changes of its description; empty: nothing. */
  patch: RolePatch;
  /** All its own permissions from now on; null: as they are. */
  permissions: string[] | null;
}

/** Saves a role: its description, then what it gives, each with the version that was seen last. */
export function useSaveRole(role: RoleDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ patch, permissions }: RoleChanges): Promise<RoleDetail> => {
      const path = { id: role.id };
      let saved = role;
      const keep = (row: RoleDetail) => {
        saved = row;
        client.setQueryData(roleQuery(role.id).queryKey, row);
      };
      if (Object.keys(patch).length > 0) {
        const params = { path, header: ifMatch(saved.version) };
        keep(await done(api.PATCH('/api/v1/rbac/roles/{id}', { params, body: patch })));
      }
      if (permissions) {
        const params = { path, header: ifMatch(saved.version) };
        keep(await done(api.PUT('/api/v1/rbac/roles/{id}/permissions', { params, body: { permissions } })));
      }
      return saved;
    },
    // What others inherit changed too, and perhaps what the user may do.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['roles'] }),
        client.invalidateQueries({ queryKey: ['me'] }),
      ]),
  });
}
