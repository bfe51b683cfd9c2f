import { useT } from '../../i18n/react';

const TASKS = [
  'advance_subscriptions',
  'backup_all',
  'backup_tenant',
  'cleanup_all',
  'cleanup_tenant',
  'create_tenant',
  'deliver_event',
  'enable_modules',
  'generate_all',
  'generate_tenant',
  'measure_all',
  'measure_tenant',
  'migrate_tenant',
  'provision_tenant',
  'purge_expired',
  'purge_tenant',
  'refill_pool',
  'remind_all',
] as const;
type Task = (typeof TASKS)[number];

/** What a task does, in words; one that is newer than this page by its name. */
export function useTask(): (task: string) => string {
  const t = useT();
  return (task) => ((TASKS as readonly string[]).includes(task) ? t(`platform.tasks.${task as Task}`) : task);
}
