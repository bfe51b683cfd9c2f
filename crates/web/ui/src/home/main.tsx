import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { chosenLanguage, translator, type Catalogue } from '../i18n';
import es from '../i18n/es/visitors';
import { Boundary } from '../site/Boundary';
import { Texts, type Catalogues } from '../site/Texts';
import { paint } from '../theme/sheet';
import { rootElement } from '../ui/document';
import { Home } from './Home';
import '../site/base.css';
import './home.css';

const catalogues: Catalogues = {
  es: () => Promise.resolve(es),
  en: () => import('../i18n/en/visitors').then((all) => all.default as unknown as Catalogue),
};

paint(null);

const language = chosenLanguage();
const texts = translator(language, await catalogues[language]());

createRoot(rootElement()).render(
  <StrictMode>
    <Texts first={texts} catalogues={catalogues}>
      {(choose) => (
        <Boundary>
          <Home choose={choose} />
        </Boundary>
      )}
    </Texts>
  </StrictMode>,
);
