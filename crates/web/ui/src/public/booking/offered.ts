import { done } from '../../api/client';
import type { PublicService } from '../../api/schema';
import { api } from '../api';

const ask = () => done(api.GET('/api/v1/public/services'));
let early: Promise<PublicService[]> | null = null;

/** Asks for the services before it is known that they are needed, so that they come together with the rest. */
export function askEarly(): void {
  early = ask();
  // Whoever takes the answer sees what went wrong.
  early.catch(() => undefined);
}

/** The services that customers may book. */
export function offered(): Promise<PublicService[]> {
  const answer = early ?? ask();
  early = null;
  return answer;
}
