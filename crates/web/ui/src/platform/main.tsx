import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { chosenLanguage, translator, type Catalogue } from '../i18n';
import { paint } from '../theme/sheet';
import { nonce, rootElement } from '../ui/document';
import { Platform } from './Platform';

const language = chosenLanguage();
const catalogue =
  language === 'en' ? import('../i18n/en/administrators') : import('../i18n/es/administrators');
// What MUI styles at run time carries the nonce of this page, without which the browser refuses it.
const cache = createCache({ key: 'css', prepend: true, ...(nonce ? { nonce } : {}) });

const { default: phrases } = await catalogue;
paint(null);

createRoot(rootElement()).render(
  <StrictMode>
    <CacheProvider value={cache}>
      <Platform texts={translator(language, phrases as unknown as Catalogue)} />
    </CacheProvider>
  </StrictMode>,
);
