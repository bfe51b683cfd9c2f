import type { Language } from '../i18n';
import { useT } from '../i18n/react';
import { Mark } from '../site/Hex';
import { LanguageSwitch } from '../site/Texts';
import { Link } from './Link';

interface Props {
  choose: (language: Language) => void;
}

/** The name, the ways around, and the way in. */
export function Header({ choose, enter, isLanding }: Props & { enter: () => void; isLanding: boolean }) {
  const t = useT();
  return (
    <header className="top">
      <div className="top-inner">
        <Link to="/" className="brand">
          <Mark size={34} />
          <span>{t('common.panal')}</span>
        </Link>
        {isLanding && (
          <nav className="top-nav">
            <a href="#que-hace">{t('home.nav.features')}</a>
            <a href="#planes">{t('home.nav.plans')}</a>
            <a href="#preguntas">{t('home.nav.questions')}</a>
          </nav>
        )}
        <div className="top-end">
          <span className="top-language">
            <LanguageSwitch choose={choose} />
          </span>
          <button type="button" className="button button-quiet top-enter" onClick={enter}>
            {t('home.nav.enter')}
          </button>
        </div>
      </div>
    </header>
  );
}

export function Footer({ choose }: Props) {
  const t = useT();
  return (
    <footer className="bottom">
      <div className="bottom-inner">
        <p className="bottom-brand">
          <Mark size={26} />
          <span>
            <strong>{t('common.panal')}</strong> · {t('home.footer.claim')}
          </span>
        </p>
        <LanguageSwitch choose={choose} />
      </div>
    </footer>
  );
}
