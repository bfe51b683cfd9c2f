import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/problem';
import type { Appointment } from '../../api/schema';
import { Overtaken, patchSeen } from './patchSeen';

const row = (part: Partial<Appointment>) => ({ id: 'a', version: 1, ...part }) as Appointment;
const stale = () => Object.assign(Object.create(ApiError.prototype), { status: 412 }) as ApiError;

describe('what is written on an appointment that others change', () => {
  it('is saved where they changed something else', async () => {
    const now = row({ version: 2, internal_notes: 'old', state: 'confirmada' });
    const patch = vi.fn().mockRejectedValueOnce(stale()).mockResolvedValue(now);
    const seen = row({ internal_notes: 'old' });
    await patchSeen(seen, { internal_notes: 'mine' }, { patch, read: () => Promise.resolve(now) });
    expect(patch.mock.calls.map(([as]) => (as as Appointment).version)).toEqual([1, 2]);
  });

  it('overwrites nothing of theirs', async () => {
    const now = row({ version: 2, internal_notes: 'theirs' });
    const patch = vi.fn().mockRejectedValue(stale());
    const seen = row({ internal_notes: null });
    const saving = patchSeen(seen, { internal_notes: 'mine' }, { patch, read: () => Promise.resolve(now) });
    await expect(saving).rejects.toBeInstanceOf(Overtaken);
    expect(patch).toHaveBeenCalledTimes(1);
  });
});
