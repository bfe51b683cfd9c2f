import type { Permission, PermissionCategory, RoleDetail } from '../../api/schema';

/** The columns. What a resource has beside them stands after them. */
export const ACTIONS = ['view', 'add', 'change', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

export interface MatrixRow {
  resource: string;
  name: Permission['resource_name'];
  cells: Partial<Record<Action, Permission>>;
  others: Permission[];
}

export interface MatrixCategory {
  category: PermissionCategory;
  rows: MatrixRow[];
}

/** Permissions as people compare them: a line for each resource, under its category. */
export function matrix(permissions: Permission[], categories: PermissionCategory[]): MatrixCategory[] {
  return categories
    .map((category) => ({
      category,
      rows: rows(permissions.filter((permission) => permission.category === category.id)),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function rows(permissions: Permission[]): MatrixRow[] {
  const byResource = new Map<string, MatrixRow>();
  for (const permission of permissions) {
    const { resource } = permission;
    const row = byResource.get(resource) ?? {
      resource,
      name: permission.resource_name,
      cells: {},
      others: [],
    };
    byResource.set(resource, row);
    const action = ACTIONS.find((one) => permission.id === `${resource}.${one}`);
    if (action) row.cells[action] = permission;
    else row.others.push(permission);
  }
  return [...byResource.values()];
}

/** All permissions of a row. */
export function permissionsOf(row: MatrixRow): Permission[] {
  return [...ACTIONS.flatMap((action) => row.cells[action] ?? []), ...row.others];
}

/** `own` with a permission more or less. Whoever may change something may see it: giving the one gives the other. */
export function toggled(
  own: ReadonlySet<string>,
  permission: Permission,
  given: boolean,
  row: MatrixRow,
  mayGive: (id: string) => boolean,
): Set<string> {
  const after = new Set(own);
  if (!given) {
    after.delete(permission.id);
    return after;
  }
  after.add(permission.id);
  const view = row.cells.view?.id;
  if (view !== undefined && mayGive(view)) after.add(view);
  return after;
}

/** What was given and taken, in the order of the list. */
export function difference(before: ReadonlySet<string>, after: ReadonlySet<string>) {
  return {
    given: [...after].filter((id) => !before.has(id)),
    taken: [...before].filter((id) => !after.has(id)),
  };
}

/** Where a permission comes from that the parent gives: the id of the nearest role that has it. */
export function inheritedFrom(parent: RoleDetail | null): Map<string, string> {
  if (!parent) return new Map();
  return new Map([
    ...parent.permissions.inherited.map(({ permission, role_id }) => [permission, role_id] as const),
    ...(parent.grants_all ? parent.permissions.effective : parent.permissions.own).map(
      (permission) => [permission, parent.id] as const,
    ),
  ]);
}

/** Roles that may be the parent of `id`: all that do not come from it. */
export function possibleParents<R extends { id: string; parent_id?: string | null }>(
  roles: R[],
  id: string | null,
): R[] {
  const parents = new Map(roles.map((role) => [role.id, role.parent_id ?? null]));
  const descends = (from: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | null = from; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
      if (at === id) return true;
      seen.add(at);
    }
    return false;
  };
  return roles.filter((role) => !descends(role.id));
}
