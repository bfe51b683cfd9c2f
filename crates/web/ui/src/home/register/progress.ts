import { basePath } from '../../api/base';
import { done } from '../../api/client';
import type { ProgressBody } from '../../api/schema';
import { api } from '../api';

/** The steps in their order; `asked` is done when the server has answered. */
export const PROGRESS = ['asked', 'schema', 'first_rows', 'done'] as const;

/** How many steps are behind. */
export function stepsDone(progress: Pick<ProgressBody, 'state' | 'step'>): number {
  if (progress.state === 'done') return PROGRESS.length;
  const at = PROGRESS.findIndex((step) => step === progress.step);
  return Math.max(1, at);
}

const isOver = ({ state }: ProgressBody) => state === 'done' || state === 'failed';
const PAUSE = 1500;

/**
 * Tells how the making of a business goes, until it ends. As it happens; by asking again and again where the events do not
 * come through. Returns what stops it.
 */
export function follow(
  id: string,
  tell: (progress: ProgressBody) => void,
  lost: (is: boolean) => void,
): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const events = new EventSource(`${basePath}/api/v1/registrations/${id}/events`);
  const stop = () => {
    isStopped = true;
    events.close();
    clearTimeout(timer);
  };
  const hear = (progress: ProgressBody) => {
    if (isStopped) return;
    lost(false);
    tell(progress);
    if (isOver(progress)) stop();
  };
  const poll = async () => {
    try {
      hear(await done(api.GET('/api/v1/registrations/{id}', { params: { path: { id } } })));
    } catch {
      lost(true);
    }
    if (!isStopped) timer = setTimeout(() => void poll(), PAUSE);
  };
  for (const state of ['waiting', 'working', 'done', 'failed']) {
    events.addEventListener(state, (event) => hear(JSON.parse(event.data as string) as ProgressBody));
  }
  events.addEventListener('error', () => {
    if (isStopped || timer !== undefined) return;
    events.close();
    timer = setTimeout(() => void poll(), PAUSE);
  });
  return stop;
}
