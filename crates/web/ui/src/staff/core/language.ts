import { useCallback } from 'react';
import { done } from '../../api/client';
import { chooseLanguage, type Language } from '../../i18n';
import { api, session } from './session';

/**
 * Chooses the language of the screens, for this device and for the account. The page loads again in it; a form that is
 * half filled asks first.
 */
export function useChooseLanguage(): (language: Language) => Promise<void> {
  return useCallback(async (language) => {
    chooseLanguage(language);
    // The account's language only saves choosing on the next device: what goes wrong with it is no reason to wait.
    if (session.getState() === 'in')
      await done(api.PATCH('/api/v1/me', { body: { language } })).catch(() => undefined);
    location.reload();
  }, []);
}
