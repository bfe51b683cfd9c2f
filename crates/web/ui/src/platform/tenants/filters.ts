/** The address of the list of tenants narrowed by some fields, as react-admin reads it. */
export function listAddress(filter: Record<string, string>): string {
  return `/tenants?${new URLSearchParams({ filter: JSON.stringify(filter), displayedFilters: '{}', page: '1' })}`;
}
