import { lazy, Suspense, type ReactNode } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';
// Before anything else looks at the address.
import '../core/secrets';

const Forgot = lazy(() => import('./Forgot'));
const ChoosePassword = lazy(() => import('./ChoosePassword'));
const ConfirmEmail = lazy(() => import('./Redeem').then((part) => ({ default: part.ConfirmEmail })));
const TakePlace = lazy(() => import('./Redeem').then((part) => ({ default: part.TakePlace })));
const Profile = lazy(() => import('./profile/Profile'));

/** Pages for whoever is not in have no frame that waits for them. */
const bare = (path: string, page: ReactNode) => (
  <Route key={path} path={path} element={<Suspense>{page}</Suspense>} />
);

export const account: Module = {
  routes: [<Route key="account" path="/mi-cuenta" element={<Profile />} />],
  bareRoutes: [
    bare('/olvide', <Forgot />),
    bare('/restablecer', <ChoosePassword kind="reset" />),
    bare('/invitacion', <ChoosePassword kind="invitation" />),
    bare('/confirmar-correo', <ConfirmEmail />),
    bare('/entrar', <TakePlace />),
  ],
};
