import type Polyglot from 'node-polyglot';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Language, Translate } from '.';

const Texts = createContext<Polyglot | null>(null);

export function TextsProvider({ texts, children }: { texts: Polyglot; children: ReactNode }) {
  return <Texts.Provider value={texts}>{children}</Texts.Provider>;
}

function useTexts(): Polyglot {
  const texts = useContext(Texts);
  if (texts === null) throw new Error('useT outside of TextsProvider');
  return texts;
}

/** Texts in the language of the screens: `const t = useT(); t('agenda.today')`. */
export function useT(): Translate {
  const texts = useTexts();
  return useMemo<Translate>(() => (key, values) => texts.t(key, values ?? {}), [texts]);
}

/** The language of the screens. */
export function useLanguage(): Language {
  return useTexts().locale() as Language;
}
