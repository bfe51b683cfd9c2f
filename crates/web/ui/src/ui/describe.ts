import { ApiError } from '../api/problem';
import type { Translate } from '../i18n';

/** What went wrong, in words, and what to do. The server's own words where it has some; ours where it was not reached. */
export function describe(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) return t('common.errors.unknown');
  const seconds = error.retryAfter ?? 30;
  if (error.status === 0) return t('common.errors.network');
  if (error.status === 412) return t('common.errors.changed');
  if (error.status === 429) return t('common.errors.tooMany', { seconds });
  if (error.status === 503) return error.message || t('common.errors.unavailable', { seconds });
  const fields = Object.values(error.fields);
  if (fields.length > 0) return fields.join(' ');
  return error.message || t('common.errors.unknown');
}
