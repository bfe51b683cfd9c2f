import { useState } from 'react';
import { useT } from '../../i18n/react';
import { Field } from '../../site/Field';

interface Props {
  value: string;
  change: (value: string) => void;
  fault: string | undefined;
}

/** A new password, which can be looked at. */
export function Password({ value, change, fault }: Props) {
  const t = useT();
  const [isShown, setShown] = useState(false);
  return (
    <div className="password">
      <Field
        label={t('home.register.password')}
        hint={t('home.register.passwordHint')}
        error={fault}
        type={isShown ? 'text' : 'password'}
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
      <button type="button" className="link-button" onClick={() => setShown(!isShown)}>
        {t(isShown ? 'home.register.hide' : 'home.register.show')}
      </button>
    </div>
  );
}
