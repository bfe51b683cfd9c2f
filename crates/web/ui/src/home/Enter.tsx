import { useState, type FormEvent } from 'react';
import { useT } from '../i18n/react';
import { Button } from '../site/Button';
import { Dialog } from '../site/Dialog';
import { Field } from '../site/Field';
import { addressOf } from './register/form';

/** Leads to one's own business, whose address is another. */
export function Enter({ close }: { close: () => void }) {
  const t = useT();
  const [slug, setSlug] = useState('');
  const [isWrong, setWrong] = useState(false);
  const enter = (event: FormEvent) => {
    event.preventDefault();
    // Whoever pastes the whole address means its first part.
    const [label = ''] = slug
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .split(/[./]/);
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) {
      setWrong(true);
      return;
    }
    location.assign(`${location.protocol}//${addressOf(label, location.host)}/`);
  };
  return (
    <Dialog title={t('home.enter.title')} close={close}>
      <form className="enter" noValidate onSubmit={enter}>
        <p>{t('home.enter.text')}</p>
        <Field
          label={t('home.enter.label')}
          hint={t('home.enter.forgotten')}
          error={isWrong ? t('home.enter.invalid') : undefined}
          value={slug}
          onChange={(event) => {
            setSlug(event.target.value);
            setWrong(false);
          }}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
        />
        {slug.trim() !== '' && !isWrong && (
          <p className="enter-address">{addressOf(slug.trim().toLowerCase(), location.host)}</p>
        )}
        <div className="actions">
          <Button look="quiet" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit">{t('home.enter.go')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
