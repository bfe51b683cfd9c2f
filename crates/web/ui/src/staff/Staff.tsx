import type Polyglot from 'node-polyglot';
import { useMemo } from 'react';
import { Admin, CustomRoutes, type I18nProvider } from 'react-admin';
import { BrowserRouter } from 'react-router-dom';
import { useSuspenseQuery } from '@tanstack/react-query';
import { QueryClientProvider } from '@tanstack/react-query';
import { basePath } from '../api/base';
import { createDataProvider } from '../api/dataProvider';
import { FormatsProvider } from '../format/react';
import { chooseLanguage, type Language } from '../i18n';
import { TextsProvider } from '../i18n/react';
import { muiTheme } from '../theme/mui';
import { authProvider } from './core/authProvider';
import { tenantQuery } from './core/me';
import { queryClient, session } from './core/session';
import { createStore } from './core/store';
import { Frame } from './frame/Frame';
import { Login } from './account/Login';
import { modules } from './modules';

const PATHS = { roles: '/api/v1/rbac/roles' };

const dataProvider = createDataProvider(session, PATHS);
const store = createStore();

/** The app of a business's staff. */
export function Staff({ texts }: { texts: Polyglot }) {
  return (
    <QueryClientProvider client={queryClient}>
      <TextsProvider texts={texts}>
        <Screens texts={texts} />
      </TextsProvider>
    </QueryClientProvider>
  );
}

function Screens({ texts }: { texts: Polyglot }) {
  const { data: tenant } = useSuspenseQuery(tenantQuery);
  const i18nProvider = useMemo(() => reactAdminTexts(texts), [texts]);
  const [light, dark] = useMemo(
    () => [muiTheme('light', tenant.color ?? null), muiTheme('dark', tenant.color ?? null)],
    [tenant.color],
  );
  return (
    <FormatsProvider business={tenant}>
      <BrowserRouter basename={basePath}>
        <Admin
          title={tenant.name}
          dataProvider={dataProvider}
          authProvider={authProvider}
          i18nProvider={i18nProvider}
          queryClient={queryClient}
          store={store}
          theme={light}
          darkTheme={dark}
          layout={Frame}
          loginPage={Login}
          requireAuth
          disableTelemetry
        >
          {modules.flatMap((module) => module.resources ?? [])}
          <CustomRoutes>{modules.flatMap((module) => module.routes ?? [])}</CustomRoutes>
          <CustomRoutes noLayout>{modules.flatMap((module) => module.bareRoutes ?? [])}</CustomRoutes>
        </Admin>
      </BrowserRouter>
    </FormatsProvider>
  );
}

/** react-admin speaks with our texts. Another language is another page: it loads again. */
function reactAdminTexts(texts: Polyglot): I18nProvider {
  return {
    translate: (key, options) => texts.t(key, options),
    getLocale: () => texts.locale(),
    changeLocale: async (language: string) => {
      chooseLanguage(language as Language);
      location.reload();
    },
    getLocales: () => [
      { locale: 'es', name: 'Español' },
      { locale: 'en', name: 'English' },
    ],
  };
}
