import { beforeEach, expect, test, vi } from 'vitest';
import type { Choice } from './address';
import { book } from './book';
import type { Held } from './flow';
import { NOTHING_TYPED } from './typed';

const { POST, hold } = vi.hoisted(() => ({ POST: vi.fn(), hold: vi.fn() }));
vi.mock('../api', () => ({ api: { POST } }));
vi.mock('./hold', () => ({ hold }));
vi.mock('../../api/base', () => ({ basePath: '', spoken: { language: 'es' } }));

const choice: Choice = { services: ['a'], professional: null, branch: null, day: null };
const held = (name: string) =>
  ({ hold: { hold: name, starts_at: '2026-11-23T15:00:00Z' }, until: 1 }) as Held;
const booked = { data: { code: 'P1' }, response: new Response() };
const expired = {
  error: { code: 'hold_expired', status: 409 },
  response: new Response(null, { status: 409 }),
};

beforeEach(() => {
  POST.mockReset();
  hold.mockReset();
});

test('a hold that lasts is booked, and none is kept anew', async () => {
  POST.mockResolvedValueOnce(booked);
  const keep = vi.fn();
  expect(await book(choice, held('A'), NOTHING_TYPED, 10, keep)).toEqual(booked.data);
  expect(keep).not.toHaveBeenCalled();
});

test('the hold that follows one that ran out is known even where its answer is lost', async () => {
  POST.mockResolvedValueOnce(expired).mockRejectedValueOnce(new TypeError('Failed to fetch'));
  hold.mockResolvedValueOnce(held('B'));
  const keep = vi.fn();
  await expect(book(choice, held('A'), NOTHING_TYPED, 10, keep)).rejects.toThrow();
  expect(keep).toHaveBeenCalledWith(held('B'));
});
