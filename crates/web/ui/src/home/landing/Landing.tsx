import { useT } from '../../i18n/react';
import { Hex } from '../../site/Hex';
import { Icon, Strokes, type IconName } from '../../site/Icon';
import { INDUSTRIES, industryNames, SOON } from '../industries';
import { Link } from '../Link';
import { Comb } from './Comb';
import { Plans } from './Plans';

/** Presents Panal. */
export function Landing() {
  const t = useT();
  return (
    <>
      <section className="hero">
        <div className="hero-text">
          <h1>{t('home.hero.title')}</h1>
          <p>{t('home.hero.text')}</p>
          <div className="hero-start">
            <Link to="/registro" className="button button-filled button-large">
              {t('home.hero.start')}
            </Link>
            <span>{t('home.hero.note')}</span>
          </div>
        </div>
        <Comb />
      </section>
      <Industries />
      <Features />
      <Steps />
      <Safe />
      <Plans />
      <Questions />
      <section className="last">
        <h2>{t('home.last.title')}</h2>
        <p>{t('home.last.text')}</p>
        <Link to="/registro" className="button button-large last-button">
          {t('home.nav.register')}
        </Link>
      </section>
    </>
  );
}

function Industries() {
  const t = useT();
  return (
    <section className="industries">
      <div className="section-head">
        <h2>{t('home.industries.title')}</h2>
        <p>{t('home.industries.text')}</p>
      </div>
      <ul>
        {industryNames.map((name) => (
          <li key={name}>
            <Hex className="industry-hex">
              <Strokes d={INDUSTRIES[name]} size={28} />
            </Hex>
            <span>{t(`home.industries.names.${name}`)}</span>
            {name === SOON && <small>{t('home.industries.soon')}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const FEATURES = [
  ['agenda', 'calendar'],
  ['booking', 'globe'],
  ['reminders', 'mail'],
  ['waiting', 'clock'],
  ['clients', 'user'],
  ['team', 'users'],
] as const satisfies (readonly [string, IconName])[];

function Features() {
  const t = useT();
  return (
    <section className="features" id="que-hace">
      <h2>{t('home.features.title')}</h2>
      <ul>
        {FEATURES.map(([name, icon]) => (
          <li key={name}>
            <Icon name={icon} size={26} />
            <h3>{t(`home.features.${name}.title`)}</h3>
            <p>{t(`home.features.${name}.text`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps() {
  const t = useT();
  return (
    <section className="begin">
      <h2>{t('home.steps.title')}</h2>
      <ol>
        {(['one', 'two', 'three'] as const).map((name, at) => (
          <li key={name}>
            <Hex className="hex-strong begin-hex">{at + 1}</Hex>
            <h3>{t(`home.steps.${name}.title`)}</h3>
            <p>{t(`home.steps.${name}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Safe() {
  const t = useT();
  return (
    <section className="safe">
      <Hex className="hex-strong safe-hex">
        <Icon name="shield" size={44} />
      </Hex>
      <div>
        <h2>{t('home.safe.title')}</h2>
        <p>{t('home.safe.text')}</p>
      </div>
    </section>
  );
}

function Questions() {
  const t = useT();
  return (
    <section className="questions" id="preguntas">
      <h2>{t('home.questions.title')}</h2>
      <div>
        {(['card', 'clients', 'data', 'country', 'phone'] as const).map((name) => (
          <details key={name}>
            <summary>
              {t(`home.questions.${name}.q`)}
              <Icon name="plus" />
            </summary>
            <p>{t(`home.questions.${name}.a`)}</p>
          </details>
        ))}
      </div>
    </section>
  );
}
