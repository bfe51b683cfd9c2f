import { skip } from '../site/skip';
import { lazy, Suspense, useState } from 'react';
import type { Language } from '../i18n';
import { useT } from '../i18n/react';
import { usePlace } from '../site/location';
import { useTitle } from '../site/useTitle';
import { Enter } from './Enter';
import { Footer, Header } from './Frame';
import { Landing } from './landing/Landing';
import { Link } from './Link';

const Register = lazy(() => import('./register/Register'));

/** What visitors of the base domain see: what Panal is, and how to begin. */
export function Home({ choose }: { choose: (language: Language) => void }) {
  const t = useT();
  const path = usePlace().path.replace(/(.)\/$/, '$1');
  const [isEntering, setEntering] = useState(false);
  useTitle(t('home.title'));
  return (
    <>
      <a className="skip" href="#main" onClick={skip}>
        {t('home.skip')}
      </a>
      <Header choose={choose} enter={() => setEntering(true)} isLanding={path === '/'} />
      <main id="main" tabIndex={-1}>
        {path === '/' ? (
          <Landing />
        ) : path === '/registro' ? (
          <Suspense fallback={<div className="register-room" aria-busy="true" />}>
            <Register />
          </Suspense>
        ) : (
          <Missing />
        )}
      </main>
      <Footer choose={choose} />
      {isEntering && <Enter close={() => setEntering(false)} />}
    </>
  );
}

function Missing() {
  const t = useT();
  return (
    <div className="sorry">
      <h1>{t('home.missing.title')}</h1>
      <Link to="/" className="button button-filled">
        {t('home.missing.back')}
      </Link>
    </div>
  );
}
