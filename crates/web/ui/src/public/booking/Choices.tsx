import { Hex } from '../../site/Hex';
import { Icon } from '../../site/Icon';

export interface Option {
  value: string;
  label: string;
  more: string | null;
  /** Of a person, who has initials. */
  isPerson?: boolean;
}

interface Props {
  legend: string;
  hint?: string | null;
  name: string;
  value: string;
  options: Option[];
  choose: (value: string) => void;
}

/** One of a few, side by side. */
export function Choices({ legend, hint, name, value, options, choose }: Props) {
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {hint && <p className="hint">{hint}</p>}
      <div className="choices-row">
        {options.map((option) => (
          <label key={option.value} className={`choice ${option.value === value ? 'is-chosen' : ''}`}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => choose(option.value)}
            />
            {name === 'professional' && (
              <Hex className="choice-hex">
                {option.isPerson ? initialsOf(option.label) : <Icon name="users" size={18} />}
              </Hex>
            )}
            <span className="choice-text">
              <span className="choice-label">{option.label}</span>
              {option.more && <span className="choice-more">{option.more}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Titles such as `Dra.` are no name. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => !word.endsWith('.'));
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}
