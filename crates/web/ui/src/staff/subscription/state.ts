const STATES = ['trial', 'active', 'past_due', 'suspended', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export function stateOf(state: string): State {
  return STATES.find((known) => known === state) ?? 'active';
}
