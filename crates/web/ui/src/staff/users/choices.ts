import type { RoleChoice, UserRole } from '../../api/schema';

/** The roles that somebody has, as they are chosen. */
export function choicesOf(roles: UserRole[]): RoleChoice[] {
  return roles.map(({ code, branches }) => ({ role: code, branches: branches ?? null }));
}

/** With a role more or less. */
export function withRole(choices: RoleChoice[], role: string, given: boolean): RoleChoice[] {
  const others = choices.filter((choice) => choice.role !== role);
  return given ? [...others, { role, branches: null }] : others;
}

/** With a role in these branches; none: in all of them. */
export function withBranches(choices: RoleChoice[], role: string, branches: string[]): RoleChoice[] {
  return choices.map((choice) =>
    choice.role === role ? { role, branches: branches.length === 0 ? null : branches } : choice,
  );
}

/** Whether two choices come to the same, in whatever order. */
export function sameChoices(a: RoleChoice[], b: RoleChoice[]): boolean {
  const told = (choices: RoleChoice[]) =>
    choices
      .map(({ role, branches }) => `${role} ${branches ? [...branches].sort().join() : '*'}`)
      .sort()
      .join('\n');
  return told(a) === told(b);
}
