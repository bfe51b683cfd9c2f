import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { chosenLanguage, translator, type Catalogue } from '../i18n';
import { paint } from '../theme/sheet';
import { tenantQuery } from './core/me';
import { queryClient } from './core/session';
import { watchVersion } from './core/version';
import { Staff } from './Staff';
import { nonce, rootElement } from '../ui/document';

const language = chosenLanguage();
const catalogue = language === 'en' ? import('../i18n/en/staff') : import('../i18n/es/staff');
// What MUI styles at run time carries the nonce of this page, without which the browser refuses it.
const cache = createCache({ key: 'css', prepend: true, ...(nonce ? { nonce } : {}) });

const [{ default: phrases }] = await Promise.all([catalogue, queryClient.prefetchQuery(tenantQuery)]);
paint(queryClient.getQueryData(tenantQuery.queryKey)?.color ?? null);

createRoot(rootElement()).render(
  <StrictMode>
    <CacheProvider value={cache}>
      <Staff texts={translator(language, phrases as unknown as Catalogue)} />
    </CacheProvider>
  </StrictMode>,
);

watchVersion();
