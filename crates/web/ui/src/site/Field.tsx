import { useId, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from 'react';
import { useT } from '../i18n/react';

interface Common {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it, and what to do. */
  error?: string | undefined;
  optional?: boolean;
}

type One = Common & { multiline?: false } & InputHTMLAttributes<HTMLInputElement>;
type Many = Common & { multiline: true } & TextareaHTMLAttributes<HTMLTextAreaElement>;

/** A labelled input with its hint and its fault. */
export function Field(props: One | Many) {
  const { label, hint, error, optional = false, multiline: _, ...rest } = props;
  const t = useT();
  const id = useId();
  const shared = {
    id,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error || hint ? `${id}-more` : undefined,
    required: !optional,
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="field-optional"> · {t('common.optional')}</span>}
      </label>
      {props.multiline ? (
        <textarea {...(rest as TextareaHTMLAttributes<HTMLTextAreaElement>)} {...shared} />
      ) : (
        <input {...(rest as InputHTMLAttributes<HTMLInputElement>)} {...shared} />
      )}
      {(error ?? hint) && (
        <div id={`${id}-more`} className={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}
