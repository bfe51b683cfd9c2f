import { QueryClientProvider } from '@tanstack/react-query';
import type Polyglot from 'node-polyglot';
import { createContext, lazy, useContext, useMemo, useState } from 'react';
import { Admin, CustomRoutes, type I18nProvider } from 'react-admin';
import { createBrowserRouter, Route, RouterProvider } from 'react-router-dom';
import { basePath } from '../api/base';
import { createDataProvider } from '../api/dataProvider';
import { FormatsProvider } from '../format/react';
import { chooseLanguage, type Language } from '../i18n';
import { TextsProvider } from '../i18n/react';
import { createStore } from '../staff/core/store';
import { NotFound } from '../staff/frame/NotFound';
import { ScreenError } from '../staff/frame/ScreenError';
import { muiTheme } from '../theme/mui';
import { authProvider } from './core/authProvider';
import { queryClient, session } from './core/session';
import { Frame } from './frame/Frame';
import { Login } from './frame/Login';

const Overview = lazy(() => import('./overview/Overview'));
const TenantList = lazy(() => import('./tenants/TenantList'));
const TenantCreate = lazy(() => import('./tenants/create/TenantCreate'));
const TenantPage = lazy(() => import('./tenants/TenantPage'));
const Plans = lazy(() => import('./plans/Plans'));
const Templates = lazy(() => import('./templates/Templates'));
const Migrations = lazy(() => import('./operation/Migrations'));
const Jobs = lazy(() => import('./operation/Jobs'));
const Audit = lazy(() => import('./operation/Audit'));
const Health = lazy(() => import('./operation/Health'));
const Users = lazy(() => import('./users/Users'));
const Account = lazy(() => import('./account/Account'));

/** How the platform writes: it sells in dollars and is run from Bogotá. */
const HOUSE = { locale: 'es-CO', time_zone: 'America/Bogota', currency: 'USD' };

const dataProvider = createDataProvider(session, {
  tenants: '/api/v1/platform/tenants',
  'service-templates': '/api/v1/platform/service-templates',
});
const store = createStore();
const themes = { theme: muiTheme('light', null), darkTheme: muiTheme('dark', null) };

/** The super admin's app. */
export function Platform({ texts }: { texts: Polyglot }) {
  const i18nProvider = useMemo(() => reactAdminTexts(texts), [texts]);
  const [router] = useState(() =>
    createBrowserRouter([{ path: '*', element: <Routed /> }], { basename: `${basePath}/admin` }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TextsProvider texts={texts}>
        <FormatsProvider business={HOUSE}>
          <Words.Provider value={i18nProvider}>
            <RouterProvider router={router} />
          </Words.Provider>
        </FormatsProvider>
      </TextsProvider>
    </QueryClientProvider>
  );
}

const Words = createContext<I18nProvider | null>(null);

/** What the router draws. */
function Routed() {
  const i18nProvider = useContext(Words);
  return (
    <Admin
      {...themes}
      {...(i18nProvider ? { i18nProvider } : {})}
      title="Panal"
      dataProvider={dataProvider}
      authProvider={authProvider}
      queryClient={queryClient}
      store={store}
      layout={Frame}
      loginPage={Login}
      error={ScreenError}
      catchAll={NotFound}
      requireAuth
      disableTelemetry
    >
      <CustomRoutes>
        <Route path="/" element={<Overview />} />
        <Route path="/tenants" element={<TenantList />} />
        <Route path="/tenants/create" element={<TenantCreate />} />
        <Route path="/tenants/:id" element={<TenantPage />} />
        <Route path="/plans" element={<Plans />} />
        <Route path="/service-templates" element={<Templates />} />
        <Route path="/migrations" element={<Migrations />} />
        <Route path="/jobs" element={<Jobs />} />
        <Route path="/audit" element={<Audit />} />
        <Route path="/health" element={<Health />} />
        <Route path="/users" element={<Users />} />
        <Route path="/account" element={<Account />} />
      </CustomRoutes>
    </Admin>
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
  };
}
