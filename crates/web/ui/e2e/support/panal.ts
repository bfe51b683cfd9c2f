import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../../../../..');

/** The `panal` program: what `PANAL_BIN` names, else the one that `cargo build` makes. */
const BINARY = process.env.PANAL_BIN ?? resolve(ROOT, 'target/debug/panal');

/** The settings of the server under test; the tests' processes get them from `server.ts` through the environment. */
export function environment(): NodeJS.ProcessEnv {
  const { PANAL_E2E_ENV } = process.env;
  return { ...process.env, ...(PANAL_E2E_ENV ? (JSON.parse(PANAL_E2E_ENV) as Record<string, string>) : {}) };
}

/** Runs the command as an operator does and gives what it prints. */
export async function panal(arguments_: string[], input = ''): Promise<string> {
  const child = run(BINARY, arguments_, { env: environment(), maxBuffer: 16 << 20 });
  child.child.stdin?.end(input);
  return (await child).stdout;
}

export { BINARY };
