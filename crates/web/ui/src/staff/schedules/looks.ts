import { mix, readable } from '../../theme/colors';
import type { Tokens } from '../../theme/tokens';

/** What tells branches apart, in the order of the branches. The first is the look of the business. */
const HUES = ['#2a7f9e', '#7c55d6', '#3f8f5f', '#b5477f', '#8a6d1d', '#4763c4'];

/** How something of a colour looks: a quiet fill, text on it, and an edge. */
export interface Look {
  fill: string;
  ink: string;
  edge: string;
}

export function lookOf(color: string, tokens: Tokens): Look {
  const fill = mix(tokens.paper, color, 0.16);
  return { fill, ink: readable(color, fill, 5.5), edge: readable(color, tokens.paper, 3) };
}

/** The look of a branch, by its place among them. */
export function branchLook(at: number, tokens: Tokens): Look {
  return lookOf(at <= 0 ? tokens.primary : (HUES[(at - 1) % HUES.length] as string), tokens);
}

/** Hatching: time in which nothing is booked. */
export function hatched(base: string, line: string): string {
  return `repeating-linear-gradient(135deg, ${line}66 0 2px, transparent 2px 8px), ${base}`;
}
