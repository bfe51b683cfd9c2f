import { useState, type ReactNode } from 'react';
import type Polyglot from 'node-polyglot';
import { chooseLanguage, translator, type Catalogue, type Language } from '../i18n';
import { TextsProvider, useLanguage, useT } from '../i18n/react';

export type Catalogues = Record<Language, () => Promise<Catalogue>>;

interface Props {
  first: Polyglot;
  catalogues: Catalogues;
  children: (choose: (language: Language) => void) => ReactNode;
}

/** Gives the texts, and changes the language without losing what was typed. */
export function Texts({ first, catalogues, children }: Props) {
  const [texts, setTexts] = useState(first);
  const choose = (language: Language) => {
    void catalogues[language]().then((catalogue) => {
      chooseLanguage(language);
      setTexts(translator(language, catalogue));
    });
  };
  return <TextsProvider texts={texts}>{children(choose)}</TextsProvider>;
}

/** Offers the other language, in its own words. */
export function LanguageSwitch({ choose }: { choose: (language: Language) => void }) {
  const t = useT();
  const other = useLanguage() === 'es' ? 'en' : 'es';
  return (
    <button type="button" className="link-button" lang={other} onClick={() => choose(other)}>
      {t(`common.language.${other}`)}
    </button>
  );
}
