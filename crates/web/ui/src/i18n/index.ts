import Polyglot from 'node-polyglot';
import { spoken } from '../api/base';
import { keep, kept } from '../storage';
import type { Areas } from './areas';

export type Language = 'es' | 'en';

/** Texts by name, nested. `%{name}` is filled in; `one |||| many` is chosen by `smart_count`. */
export interface Catalogue {
  [name: string]: string | Catalogue;
}

/** A translation: the same names with other texts. Where one lacks, it does not compile. */
export type Translation<T> = { [K in keyof T]: T[K] extends string ? string : Translation<T[K]> };

/** The paths of all texts in a catalogue, such as `agenda.empty.title`. */
export type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

/** Every text there is. A screen that asks for one that is missing does not compile. */
export type Key = Paths<Areas>;

export type Values = Record<string, string | number>;
export type Translate = (key: Key, values?: Values) => string;

/** The language that somebody chose here, or that the page came in. */
export function chosenLanguage(): Language {
  const choice = kept('language');
  return choice === 'es' || choice === 'en' ? choice : (spoken.language as Language);
}

/** Chooses for the next time as well. */
export function chooseLanguage(language: Language): void {
  keep('language', language);
  spoken.language = language;
  document.documentElement.lang = language;
}

/** Texts of one language. */
export function translator(language: Language, catalogue: Catalogue): Polyglot {
  spoken.language = language;
  document.documentElement.lang = language;
  return new Polyglot({ locale: language, phrases: catalogue, allowMissing: true });
}
