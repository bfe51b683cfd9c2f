import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BINARY, panal, ROOT } from './panal';

/**
 * Starts what the tests talk to: a database of their own on the tests' cluster (`PANAL_TEST_DATABASE_URL`, else
 * `scripts/db --test`), and `panal serve` with the built app.
 *
 * With `PANAL_E2E_URL=http://localhost:5173` they use the server and the database that run already (`PANAL__…`).
 */
export default async function start(): Promise<() => Promise<void>> {
  if (process.env.PANAL_E2E_URL) return async () => undefined;
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: cargo build -p panal-cli`);
  if (!existsSync(resolve(ROOT, 'crates/web/ui/dist/staff.html')))
    throw new Error('dist is missing: npm run build');

  const cluster = process.env.PANAL_TEST_DATABASE_URL ?? startCluster();
  const name = `panal_e2e_${randomBytes(6).toString('hex')}`;
  const sql = (text: string) => execFileSync('psql', [cluster, '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text]);
  sql(`CREATE DATABASE ${name} TEMPLATE template0`);

  const directory = mkdtempSync(join(tmpdir(), 'panal-e2e-'));
  const port = await freePort();
  const database = cluster.replace(/\/[^/]*$/, `/${name}`);
  const settings: Record<string, string> = {
    PANAL__ENVIRONMENT: 'development',
    PANAL__DATABASE__URL: database,
    PANAL__DATABASE__APP_URL: database.replace(/\/\/[^@]*@/, '//panal_app:panal-test-app@'),
    PANAL__DATABASE__ROLE_PREFIX: `e${name.slice(-6)}_`,
    PANAL__AUTH__SECRET: randomBytes(48).toString('base64'),
    // Many log-ins from one address in a minute are this suite's nature, not an attack.
    PANAL__AUTH__BCRYPT_COST: '4',
    PANAL__AUTH__ADDRESS_ATTEMPTS: '10000',
    PANAL__SERVER__RATE_LIMIT: '0',
    PANAL__SERVER__PORT: String(port),
    PANAL__SERVER__PUBLIC_PORT: String(port),
    PANAL__SERVER__METRICS_PORT: '0',
    PANAL__TENANTS__POOL_SIZE: '2',
    PANAL__JOBS__POLL_MS: '200',
    PANAL__MAIL__DIRECTORY: join(directory, 'mail'),
    PANAL__BACKUP__DIRECTORY: join(directory, 'backups'),
  };
  process.env.PANAL_E2E_ENV = JSON.stringify(settings);
  process.env.PANAL_E2E_URL = `http://localhost:${port}`;
  await panal(['migrate']);
  await panal(['demo', 'load']);

  const log = openSync(join(directory, 'serve.log'), 'w');
  const server = spawn(BINARY, ['serve'], {
    cwd: directory,
    env: { ...process.env, ...settings },
    stdio: ['ignore', log, log],
  });
  const stop = async () => {
    const ended = new Promise((resolve_) => server.once('exit', resolve_));
    if (server.exitCode === null) server.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve_) => setTimeout(resolve_, 10_000).unref())]);
    server.kill('SIGKILL');
    sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    if (!process.env.PANAL_E2E_KEEP) rmSync(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`http://localhost:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return stop;
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(
        `panal serve did not become ready; its log was ${directory}/serve.log (PANAL_E2E_KEEP=1 keeps it)`,
      );
    }
    await new Promise((resolve_) => setTimeout(resolve_, 100));
  }
}

function startCluster(): string {
  const script = resolve(ROOT, 'scripts/db');
  execFileSync(script, ['--test', 'start'], { stdio: 'ignore' });
  return execFileSync(script, ['--test', 'url'], { encoding: 'utf8' }).trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve_, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve_(port));
    });
  });
}
