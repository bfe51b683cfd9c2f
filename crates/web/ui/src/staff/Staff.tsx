import { QueryClientProvider } from '@tanstack/react-query';
import type Polyglot from 'node-polyglot';
import { createContext, useContext, useMemo, useState } from 'react';
import { Admin, CustomRoutes, type AdminProps, type I18nProvider } from 'react-admin';
import { createBrowserRouter, RouterProvider } from 'react-router-dom';
import { basePath } from '../api/base';
import { createDataProvider } from '../api/dataProvider';
import type { Tenant } from '../api/schema';
import { FormatsProvider } from '../format/react';
import { chooseLanguage, type Language } from '../i18n';
import { TextsProvider } from '../i18n/react';
import { muiTheme } from '../theme/mui';
import { authProvider } from './core/authProvider';
import { queryClient, session } from './core/session';
import { createStore } from './core/store';
import { AccessDenied } from './frame/AccessDenied';
import { Boot } from './frame/Boot';
import { Frame } from './frame/Frame';
import { NotFound } from './frame/NotFound';
import { ScreenError } from './frame/ScreenError';
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
        <Boot>{(tenant) => <Screens tenant={tenant} texts={texts} />}</Boot>
      </TextsProvider>
    </QueryClientProvider>
  );
}

function Screens({ tenant, texts }: { tenant: Tenant; texts: Polyglot }) {
  const i18nProvider = useMemo(() => reactAdminTexts(texts), [texts]);
  const [light, dark] = useMemo(
    () => [muiTheme('light', tenant.color ?? null), muiTheme('dark', tenant.color ?? null)],
    [tenant.color],
  );
  // A router that can ask before it leaves a form that is not saved.
  const [router] = useState(() =>
    createBrowserRouter([{ path: '*', element: <Routed /> }], { basename: basePath || '/' }),
  );
  const look = useMemo(
    () => ({ title: tenant.name, i18nProvider, theme: light, darkTheme: dark }),
    [tenant.name, i18nProvider, light, dark],
  );
  return (
    <FormatsProvider business={tenant}>
      <Look.Provider value={look}>
        <RouterProvider router={router} />
      </Look.Provider>
    </FormatsProvider>
  );
}
type Appearance = Pick<AdminProps, 'title' | 'i18nProvider' | 'theme' | 'darkTheme'>;

const Look = createContext<Appearance>({});

/** What the router draws. */
function Routed() {
  return (
    <Admin
      {...useContext(Look)}
      dataProvider={dataProvider}
      authProvider={authProvider}
      queryClient={queryClient}
      store={store}
      layout={Frame}
      loginPage={Login}
      error={ScreenError}
      catchAll={NotFound}
      accessDenied={AccessDenied}
      loading={Blank}
      disableTelemetry
    >
      {modules.flatMap((module) => module.resources ?? [])}
      <CustomRoutes>{modules.flatMap((module) => module.routes ?? [])}</CustomRoutes>
      <CustomRoutes noLayout>{modules.flatMap((module) => module.bareRoutes ?? [])}</CustomRoutes>
    </Admin>
  );
}

/** It is known who is there before anything is drawn, so this is never seen. */
function Blank() {
  return null;
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
