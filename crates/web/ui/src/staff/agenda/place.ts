import type { Branch, Room, TimeSlot } from '../../api/schema';

interface Known {
  branch: Pick<Branch, 'id'> | null;
  branches: Pick<Branch, 'id'>[];
  rooms: Pick<Room, 'id' | 'branch_id'>[];
  /** Working time. */
  open?: Pick<TimeSlot, 'professional_id' | 'branch_id' | 'starts_at' | 'ends_at'>[];
}

interface Wanted {
  room?: string;
  professional?: string;
  /** The instant; null while it is not known. */
  at: string | null;
}

/**
 * At which branch a time is: the one that is shown, that of the room, the one where the professional works then, or the
 * only one there is. Null where nobody can tell: then it has to be asked.
 */
export function placeOf({ branch, branches, rooms, open = [] }: Known, { room, professional, at }: Wanted) {
  if (branch) return branch.id;
  const there = rooms.find(({ id }) => id === room)?.branch_id;
  if (there) return there;
  const theirs = open.filter(
    ({ professional_id }) => professional_id != null && professional_id === professional,
  );
  const when = at === null ? NaN : Date.parse(at);
  const then = theirs.find((slot) => Date.parse(slot.starts_at) <= when && when < Date.parse(slot.ends_at));
  if (then) return then.branch_id;
  if (branches.length === 1) return branches[0]?.id ?? null;
  // Whoever may not see branches has those where somebody works.
  const likely = theirs.length > 0 || branches.length > 0 ? theirs : open;
  const places = new Set(likely.map(({ branch_id }) => branch_id));
  return places.size === 1 ? ([...places][0] ?? null) : null;
}
