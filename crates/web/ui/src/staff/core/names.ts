import { useCallback } from 'react';
import type { Names } from '../../api/schema';
import { useLanguage } from '../../i18n/react';

/** Names that the API gives in both languages, in that of the screens. */
export function useNamed(): (names: Names) => string {
  const language = useLanguage();
  return useCallback((names) => names[language], [language]);
}
