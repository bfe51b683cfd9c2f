import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { chosenLanguage, translator, type Catalogue } from '../i18n';
import es from '../i18n/es/customers';
import { askEarly } from './booking/offered';
import { Boundary } from '../site/Boundary';
import { href } from '../site/location';
import { Texts, type Catalogues } from '../site/Texts';
import { paint } from '../theme/sheet';
import { rootElement } from '../ui/document';
import { PublicPages } from './PublicPages';
import '../site/base.css';
import './public.css';

// Most customers read Spanish: it comes with the page, and English when it is asked for.
const catalogues: Catalogues = {
  es: () => Promise.resolve(es),
  en: () => import('../i18n/en/customers').then((all) => all.default as unknown as Catalogue),
};

// The server writes the business's colour into the page, so that nothing changes colour later.
const color = document.querySelector<HTMLMetaElement>('meta[name=theme-color]:not([media])')?.content;
paint(color ?? null);

if (location.pathname.startsWith(href('/reservar'))) askEarly();

const language = chosenLanguage();
const texts = translator(language, await catalogues[language]());

createRoot(rootElement()).render(
  <StrictMode>
    <Texts first={texts} catalogues={catalogues}>
      {(choose) => (
        <Boundary>
          <PublicPages choose={choose} />
        </Boundary>
      )}
    </Texts>
  </StrictMode>,
);
