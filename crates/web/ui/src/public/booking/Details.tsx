import { useId, useRef, useState, type FormEvent } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { PublicService } from '../../api/schema';
import { FormatsProvider, useFormats } from '../../format/react';
import { useLanguage, useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Field } from '../../site/Field';
import { go, href } from '../../site/location';
import { Failure, Notice } from '../../site/Notice';
import { useLoad } from '../../site/useLoad';
import { useOnline } from '../../site/useOnline';
import { api } from '../api';
import { ContactBusiness } from '../Contact';
import { useBusiness } from '../context';
import { Heading } from '../Heading';
import { write, type Choice } from './address';
import { book } from './book';
import { Countdown } from './Countdown';
import { lines, type Held } from './flow';
import { Summary } from './Summary';
import { FIELDS, missing, type Typed } from './typed';

interface Props {
  choice: Choice;
  services: PublicService[];
  held: Held;
  typed: Typed;
  setTyped: (typed: Typed) => void;
}

type Faults = Partial<Record<keyof Typed, string>>;

/** Who. */
export function Details({ choice, services, held, typed, setTyped }: Props) {
  const t = useT();
  const { tenant, booking } = useBusiness();
  const branch = booking?.branches.find(({ id }) => id === choice.branch) ?? booking?.branches[0] ?? null;
  const first = choice.services[0] ?? '';
  const professionals = useLoad(`professionals ${first}`, () =>
    done(api.GET('/api/v1/public/professionals', { params: { query: { service: first } } })),
  );
  const visit = lines(choice.services, services, professionals.data ?? [], held.hold.professional.id);
  const when = {
    held,
    branch: booking && booking.branches.length > 1 ? (branch?.name ?? null) : null,
    back: write('time', choice),
  };
  return (
    <FormatsProvider business={{ ...tenant, time_zone: branch?.time_zone ?? tenant.time_zone }}>
      <div className="columns">
        <div className="step-body">
          <Heading title={t('public.details.title')}>
            <p>{t('public.details.lead')}</p>
          </Heading>
          <div className="card details-when">
            <When {...when} />
          </div>
          <Countdown until={held.until} />
          <Form choice={choice} held={held} typed={typed} setTyped={setTyped} />
        </div>
        <Summary visit={visit}>
          <When {...when} />
        </Summary>
      </div>
    </FormatsProvider>
  );
}

interface WhenProps {
  held: Held;
  /** Where, if that needs saying. */
  branch: string | null;
  back: string;
}

function When({ held, branch, back }: WhenProps) {
  const t = useT();
  const formats = useFormats();
  const { starts_at, ends_at, professional } = held.hold;
  return (
    <div className="summary-when">
      <p className="summary-day">{formats.dayLong(starts_at)}</p>
      <p className="summary-time">
        {formats.time(starts_at)} – {formats.time(ends_at)}
      </p>
      <p className="hint">
        {t('public.with', { name: professional.full_name })}
        {branch && ` · ${branch}`}
      </p>
      <a
        className="summary-change"
        href={href(back)}
        onClick={(event) => {
          event.preventDefault();
          go(back, { held });
        }}
      >
        {t('public.details.change')}
      </a>
    </div>
  );
}

function Form({ choice, held, typed, setTyped }: Omit<Props, 'services'>) {
  const t = useT();
  const language = useLanguage();
  const { booking } = useBusiness();
  const isOnline = useOnline();
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const [error, setError] = useState<unknown>(null);
  // Another text is read anew; what was typed stays.
  const consent = useLoad(`consent ${language}`, async () => {
    const { consent_text } = await done(api.GET('/api/v1/public/booking'));
    return consent_text;
  });
  const text = consent.data ?? booking?.consent_text ?? '';

  const set = (change: Partial<Typed>) => {
    setTyped({ ...typed, ...change });
    setFaults(
      (before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))) as Faults,
    );
  };
  const refuse = (found: Faults) => {
    setFaults(found);
    // After the faults are drawn.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setError(null);
    const needed = missing(typed, text);
    if (needed.length > 0) {
      const say = (name: string) =>
        t(name === 'agreed' ? 'public.details.mustAgree' : 'public.details.required');
      refuse(Object.fromEntries(needed.map((name) => [name, say(name)])));
      return;
    }
    setBusy(true);
    try {
      const booked = await book(choice, held, typed, booking?.hold_minutes ?? 10, (again) =>
        go(write('details', choice), { held: again }, true),
      );
      setTyped({ ...typed, notes: '', agreed: null });
      go(write('done', choice), { booked, mailed: typed.email.trim() !== '' }, true);
    } catch (problem) {
      if (problem instanceof ApiError) {
        if (problem.code === 'slot_taken') {
          go(write('time', choice), { lost: held.hold.starts_at }, true);
          return;
        }
        if (problem.code === 'consent_text_changed') {
          consent.reload();
          set({ agreed: null });
          refuse({ agreed: t('public.details.consentChanged') });
          return;
        }
        const refused = Object.entries(problem.fields).flatMap(([field, message]) => {
          const name = FIELDS[field];
          return name ? [[name, message] as const] : [];
        });
        if (refused.length > 0) {
          refuse(Object.fromEntries(refused));
          return;
        }
      }
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  const input = (name: 'firstName' | 'lastName' | 'phone' | 'email') => ({
    value: typed[name],
    error: faults[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  const isFull = error instanceof ApiError && error.code === 'booking_unavailable';
  return (
    <form ref={form} className="details" noValidate onSubmit={(event) => void submit(event)}>
      <div className="pair">
        <Field
          label={t('public.details.firstName')}
          autoComplete="given-name"
          maxLength={120}
          {...input('firstName')}
        />
        <Field
          label={t('public.details.lastName')}
          autoComplete="family-name"
          maxLength={120}
          optional
          {...input('lastName')}
        />
      </div>
      <div className="pair">
        <Field
          label={t('public.details.phone')}
          hint={t('public.details.phoneHint')}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={40}
          {...input('phone')}
        />
        <Field
          label={t('public.details.email')}
          hint={t('public.details.emailHint')}
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={254}
          optional
          {...input('email')}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={typed.whatsapp}
          onChange={(event) => set({ whatsapp: event.target.checked })}
        />
        <span>{t('public.details.whatsapp')}</span>
      </label>
      <Field
        multiline
        label={t('public.details.notes')}
        hint={t('public.details.notesHint')}
        maxLength={1000}
        optional
        value={typed.notes}
        error={faults.notes}
        onChange={(event) => set({ notes: event.target.value })}
      />
      <Consent
        text={text}
        isAgreed={typed.agreed === text}
        error={faults.agreed}
        agree={(yes) => set({ agreed: yes ? text : null })}
      />
      {!isOnline && (
        <Notice kind="warning" urgent>
          {t('public.details.offline')}
        </Notice>
      )}
      {error !== null && <Failure error={error}>{isFull && <ContactBusiness />}</Failure>}
      {Object.keys(faults).length > 0 && (
        <p className="field-error" role="alert">
          {t('public.details.review')}
        </p>
      )}
      <Button type="submit" busy={busy} className="details-send">
        {t('public.details.book')}
      </Button>
    </form>
  );
}

interface ConsentProps {
  text: string;
  isAgreed: boolean;
  error: string | undefined;
  agree: (yes: boolean) => void;
}

function Consent({ text, isAgreed, error, agree }: ConsentProps) {
  const t = useT();
  const id = useId();
  return (
    <fieldset className="consent">
      <legend>{t('public.details.consentTitle')}</legend>
      <p id={`${id}-text`} className="consent-text">
        {text}
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={isAgreed}
          required
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-text ${id}-error` : `${id}-text`}
          onChange={(event) => agree(event.target.checked)}
        />
        <strong>{t('public.details.agree')}</strong>
      </label>
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
