import { skip } from '../site/skip';
import type { ReactNode } from 'react';
import type { Tenant } from '../api/schema';
import type { Language } from '../i18n';
import { useT } from '../i18n/react';
import { Hex } from '../site/Hex';
import { LanguageSwitch } from '../site/Texts';
import { Contact } from './Contact';
import { useBusiness } from './context';

/** The first letters of the two words that matter most in a name. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}|^\d/u.test(word));
  const chosen = words.length > 0 ? words : name.split(/\s+/);
  return chosen
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}

interface Props {
  /** Null while it is not known. */
  tenant: Tenant | null;
  choose: (language: Language) => void;
  footer?: ReactNode;
  children: ReactNode;
}

/** What is around every page: whose it is, the languages, and where the business is. */
export function Shell({ tenant, choose, footer, children }: Props) {
  const t = useT();
  return (
    <>
      <a className="skip" href="#main" onClick={skip}>
        {t('public.skip')}
      </a>
      <header className="top">
        <div className="top-inner">
          {tenant === null ? (
            <span className="skeleton top-skeleton" />
          ) : (
            <span className="brand">
              {tenant.logo_url ? (
                <img className="brand-logo" src={tenant.logo_url} alt="" width="44" height="44" />
              ) : (
                <Hex className="brand-hex hex-strong">{initials(tenant.name)}</Hex>
              )}
              <span className="brand-name">{tenant.name}</span>
            </span>
          )}
          <LanguageSwitch choose={choose} />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer className="bottom">
        <div className="bottom-inner">
          {footer}
          <p className="bottom-panal">{t('public.poweredBy')}</p>
        </div>
      </footer>
    </>
  );
}

/** The branches, where there are few enough to be read. */
export function Branches() {
  const { booking, tenant } = useBusiness();
  const branches = (booking?.branches ?? []).filter(({ address, phone }) => address || phone).slice(0, 4);
  return (
    <ul className="bottom-branches">
      {branches.map((branch) => (
        <li key={branch.id}>
          <p className="bottom-branch">{branches.length > 1 ? branch.name : tenant.name}</p>
          {branch.address && <p>{branch.address}</p>}
          <Contact branch={branch} directions />
        </li>
      ))}
    </ul>
  );
}
