import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ProgressBody } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Hex } from '../../site/Hex';
import { Icon } from '../../site/Icon';
import { Notice } from '../../site/Notice';
import { PROGRESS, stepsDone } from './progress';

/** Longer than it takes almost always. */
const SLOW = 20_000;

function Title({ children }: { children: ReactNode }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo({ top: 0 });
    title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** How far the making of a business is. */
export function Progress({ progress, lost }: { progress: ProgressBody; lost: boolean }) {
  const t = useT();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  const behind = stepsDone(progress);
  return (
    <div className="outcome">
      <Title>{t('home.progress.title', { name: progress.name })}</Title>
      <p>{t('home.progress.text')}</p>
      <ol className="making" aria-live="polite">
        {PROGRESS.map((step, at) => (
          <li key={step} className={at < behind ? 'is-done' : at === behind ? 'is-current' : ''}>
            <Hex className={at < behind ? 'hex-strong' : ''}>
              {at < behind ? <Icon name="check" size={20} /> : at === behind && <span className="spinner" />}
            </Hex>
            <span>{t(`home.progress.steps.${step}`)}</span>
          </li>
        ))}
      </ol>
      {lost ? (
        <Notice kind="warning" urgent>
          {t('home.progress.lost')}
        </Notice>
      ) : (
        isSlow && <Notice>{t('home.progress.slow')}</Notice>
      )}
    </div>
  );
}

interface FailedProps {
  progress: ProgressBody;
  back: (isTaken: boolean) => void;
}

export function Failed({ progress, back }: FailedProps) {
  const t = useT();
  const isTaken = progress.problem?.code === 'slug_taken';
  return (
    <div className="outcome">
      <Title>{t('home.failed.title')}</Title>
      <Notice kind="error" urgent>
        <p>{progress.problem?.detail}</p>
        <p>{t('home.failed.kept')}</p>
      </Notice>
      <Button onClick={() => back(isTaken)}>{t(isTaken ? 'home.failed.change' : 'home.failed.again')}</Button>
    </div>
  );
}

interface ReadyProps {
  name: string;
  url: string;
  email: string;
}

export function Ready({ name, url, email }: ReadyProps) {
  const t = useT();
  const address = url.replace(/^https?:\/\//, '');
  return (
    <div className="outcome">
      <Hex className="hex-strong outcome-hex">
        <Icon name="check" size={34} />
      </Hex>
      <Title>{t('home.ready.title', { name })}</Title>
      <p>
        {t('home.ready.text')}
        <strong className="outcome-address">{address}</strong>
      </p>
      <a className="button button-filled button-large" href={`${url}/`}>
        {t('home.ready.enter')}
      </a>
      <p>{t('home.ready.how')}</p>
      <Notice>
        <p>{t('home.ready.mail', { email })}</p>
        <p>{t('home.ready.week')}</p>
      </Notice>
      <p className="hint">{t('home.ready.next', { link: `${address}/reservar` })}</p>
    </div>
  );
}
