import { useNotify } from 'react-admin';
import { useT } from '../../i18n/react';

/** Copies a text and says so. */
export function useCopy(): (text: string) => void {
  const t = useT();
  const notify = useNotify();
  return (text) =>
    void navigator.clipboard.writeText(text).then(
      () => notify(t('common.copied'), { type: 'success', autoHideDuration: 2000 }),
      () => notify(t('common.errors.unknown'), { type: 'error' }),
    );
}
