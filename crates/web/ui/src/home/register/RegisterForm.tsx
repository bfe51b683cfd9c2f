import { useId, useMemo, useRef, useState, type FormEvent } from 'react';
import { useLanguage, useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Field } from '../../site/Field';
import { Hex } from '../../site/Hex';
import { Strokes } from '../../site/Icon';
import { Failure } from '../../site/Notice';
import { COUNTRIES, INDUSTRIES, industryNames } from '../industries';
import { useSlug } from '../useSlug';
import { addressOf, faultsOf, slugOf, type Faults, type Form } from './form';
import { Password } from './Password';
import { SlugField } from './SlugField';

interface Props {
  form: Form;
  setForm: (form: Form) => void;
  /** What the server refused. */
  refused: Faults;
  error: unknown;
  /** It was sent before, and nobody knows what became of it. */
  sentBefore: boolean;
  busy: boolean;
  send: () => Promise<void>;
}

export function RegisterForm({ form, setForm, refused, error, sentBefore, busy, send }: Props) {
  const t = useT();
  const box = useRef<HTMLFormElement>(null);
  const [found, setFound] = useState<Faults>({});
  // Faults stay until their field is changed.
  const [touched, setTouched] = useState<ReadonlySet<keyof Form>>(new Set());
  const faults: Faults = {
    ...Object.fromEntries(Object.entries(refused).filter(([name]) => !touched.has(name as keyof Form))),
    ...found,
  };
  const slug = form.slug ?? slugOf(form.name);
  const availability = useSlug(slug);

  const set = (change: Partial<Form>) => {
    setForm({ ...form, ...change });
    const names = Object.keys(change) as (keyof Form)[];
    setTouched(new Set([...touched, ...names]));
    setFound(Object.fromEntries(Object.entries(found).filter(([name]) => !(name in change))));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const local = Object.entries(faultsOf(form)).map(
      ([name, fault]) => [name, t(`home.register.${fault}`)] as const,
    );
    setFound(Object.fromEntries(local));
    const focus = () => box.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    if (local.length > 0) {
      requestAnimationFrame(focus);
      return;
    }
    setTouched(new Set());
    void send().then(() => requestAnimationFrame(focus));
  };
  const hasFaults = Object.keys(faults).length > 0;
  return (
    <form ref={box} className="register" noValidate onSubmit={submit}>
      <div className="section-head">
        <h1>{t('home.register.title')}</h1>
        <p>{t('home.register.lead')}</p>
      </div>
      <fieldset className="card register-part">
        <legend>{t('home.register.business')}</legend>
        <Field
          label={t('home.register.name')}
          hint={t('home.register.nameHint')}
          error={faults.name}
          autoComplete="organization"
          maxLength={160}
          value={form.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SlugField
          slug={slug}
          change={(value) => set({ slug: value })}
          availability={availability}
          fault={faults.slug}
        />
        {sentBefore && faults.slug && (
          <p className="hint">
            {t('home.failed.maybe')}{' '}
            <a href={`${location.protocol}//${addressOf(slug, location.host)}/`}>
              {addressOf(slug, location.host)}
            </a>
          </p>
        )}
        <Industry value={form.industry} choose={(industry) => set({ industry })} fault={faults.industry} />
        <Country value={form.country} choose={(country) => set({ country })} fault={faults.country} />
      </fieldset>
      <fieldset className="card register-part">
        <legend>{t('home.register.owner')}</legend>
        <Field
          label={t('home.register.fullName')}
          error={faults.fullName}
          autoComplete="name"
          maxLength={120}
          value={form.fullName}
          onChange={(event) => set({ fullName: event.target.value })}
        />
        <Field
          label={t('home.register.email')}
          hint={t('home.register.emailHint')}
          error={faults.email}
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={254}
          value={form.email}
          onChange={(event) => set({ email: event.target.value })}
        />
        <Password value={form.password} change={(password) => set({ password })} fault={faults.password} />
      </fieldset>
      <Terms accepted={form.accepted} accept={(accepted) => set({ accepted })} fault={faults.accepted} />
      {error !== null && (
        <Failure error={error}>
          <p>{t('home.failed.kept')}</p>
        </Failure>
      )}
      {hasFaults && (
        <p className="field-error" role="alert">
          {t('home.register.review')}
        </p>
      )}
      <Button type="submit" busy={busy} className="button-large">
        {t('home.register.submit')}
      </Button>
    </form>
  );
}

interface ChoiceProps {
  value: string;
  choose: (value: string) => void;
  fault: string | undefined;
}

function Industry({ value, choose, fault }: ChoiceProps) {
  const t = useT();
  const id = useId();
  return (
    <fieldset className="industry-choice" aria-describedby={fault ? id : undefined}>
      <legend className="field-label">{t('home.register.industry')}</legend>
      <div>
        {industryNames.map((name) => (
          <label key={name} className={value === name ? 'is-chosen' : ''}>
            <input
              type="radio"
              name="industry"
              value={name}
              checked={value === name}
              aria-invalid={fault ? true : undefined}
              onChange={() => choose(name)}
            />
            <Hex className="industry-hex">
              <Strokes d={INDUSTRIES[name]} size={24} />
            </Hex>
            <span>{t(`home.industries.names.${name}`)}</span>
          </label>
        ))}
      </div>
      {fault && (
        <p id={id} className="field-error">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

function Country({ value, choose, fault }: ChoiceProps) {
  const t = useT();
  const language = useLanguage();
  const id = useId();
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'region' }), [language]);
  return (
    <div className="field">
      <label htmlFor={id}>{t('home.register.country')}</label>
      <select
        id={id}
        value={value}
        autoComplete="country"
        aria-describedby={`${id}-more`}
        aria-invalid={fault ? true : undefined}
        onChange={(event) => choose(event.target.value)}
      >
        {COUNTRIES.map((code) => (
          <option key={code} value={code}>
            {names.of(code)}
          </option>
        ))}
      </select>
      <div id={`${id}-more`} className={fault ? 'field-error' : 'field-hint'}>
        {fault ?? t('home.register.countryHint')}
      </div>
    </div>
  );
}

interface TermsProps {
  accepted: boolean;
  accept: (yes: boolean) => void;
  fault: string | undefined;
}

function Terms({ accepted, accept, fault }: TermsProps) {
  const t = useT();
  const id = useId();
  return (
    <div className="terms">
      <details>
        <summary>{t('home.register.termsTitle')}</summary>
        <ul>
          {(['trial', 'data', 'consent', 'leave'] as const).map((name) => (
            <li key={name}>{t(`home.register.termsText.${name}`)}</li>
          ))}
        </ul>
      </details>
      <label className="check">
        <input
          type="checkbox"
          checked={accepted}
          required
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? id : undefined}
          onChange={(event) => accept(event.target.checked)}
        />
        <span>{t('home.register.terms')}</span>
      </label>
      {fault && (
        <p id={id} className="field-error">
          {fault}
        </p>
      )}
    </div>
  );
}
