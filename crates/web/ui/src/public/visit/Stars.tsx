import { useId } from 'react';
import { useT } from '../../i18n/react';
import { Icon } from '../../site/Icon';

const WORDS = ['one', 'two', 'three', 'four', 'five'] as const;

interface Props {
  /** 0 is none yet. */
  value: number;
  choose: (stars: number) => void;
  error: string | undefined;
}

/** One to five stars: radio buttons, so arrows and digits of assistive devices work as everywhere. */
export function Stars({ value, choose, error }: Props) {
  const t = useT();
  const id = useId();
  const word = WORDS[value - 1];
  return (
    <fieldset className="stars" aria-describedby={error ? id : undefined}>
      <legend className="visually-hidden">{t('public.rating.stars')}</legend>
      <div className="stars-row">
        {WORDS.map((name, at) => (
          <label key={name} className={at < value ? 'is-lit' : ''}>
            <input
              type="radio"
              name="rating"
              value={at + 1}
              checked={value === at + 1}
              aria-label={t('public.rating.star', {
                smart_count: at + 1,
                word: t(`public.rating.words.${name}`),
              })}
              onChange={() => choose(at + 1)}
            />
            <Icon name="star" size={40} />
          </label>
        ))}
      </div>
      <p className="stars-word" aria-hidden="true">
        {word ? t(`public.rating.words.${word}`) : ' '}
      </p>
      {error && (
        <p id={id} className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
