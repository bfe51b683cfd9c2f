import { useId } from 'react';
import { useT } from '../../i18n/react';
import { Icon } from '../../site/Icon';
import type { Known } from '../useSlug';
import { addressOf } from './form';

interface Props {
  slug: string;
  change: (slug: string) => void;
  availability: Known;
  /** What is wrong with it, as registering said. */
  fault: string | undefined;
}

/** The address of a business to be, and whether it is free. */
export function SlugField({ slug, change, availability: known, fault }: Props) {
  const t = useT();
  const id = useId();
  // The address around what is typed, whichever way round this site has it.
  const [before = '', after = ''] = addressOf('…', location.host).split('…');
  const availability = known === 'unknown' ? null : known;
  const taken = fault ?? (availability?.available === false ? (availability.message ?? '') : null);
  const suggestion = availability?.suggestion ?? null;
  return (
    <div className="field">
      <label htmlFor={id}>{t('home.register.slug')}</label>
      <div className="slug">
        {before && <span>{before}</span>}
        <input
          id={id}
          value={slug}
          placeholder={t('home.register.slugEmpty')}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={63}
          aria-describedby={`${id}-more`}
          aria-invalid={taken !== null ? true : undefined}
          onChange={(event) => change(event.target.value.toLowerCase().replace(/\s+/g, '-'))}
        />
        {after && <span>{after}</span>}
      </div>
      <div id={`${id}-more`} className="slug-answer" role="status">
        {slug === '' ? (
          <span className="field-hint">{fault ?? t('home.register.slugHint')}</span>
        ) : taken !== null ? (
          <span className="field-error">{taken}</span>
        ) : availability === null ? (
          <span className="field-hint">
            {t(known === 'unknown' ? 'home.register.unknown' : 'home.register.checking')}
          </span>
        ) : (
          <span className="slug-free">
            <Icon name="check" size={18} />
            {t('home.register.free', { address: addressOf(slug, location.host) })}
          </span>
        )}
        {taken !== null && suggestion && (
          <button type="button" className="link-button" onClick={() => change(suggestion)}>
            {t('home.register.use', { slug: suggestion })}
          </button>
        )}
      </div>
    </div>
  );
}
