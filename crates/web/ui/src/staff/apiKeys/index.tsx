import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const KeyList = lazy(() => import('./KeyList'));
const KeyCreate = lazy(() => import('./KeyCreate'));

export const apiKeys: Module = {
  // Not at /api-keys: what begins with /api is the API's.
  routes: [
    <Route key="keys" path="/claves" element={<KeyList />} />,
    <Route key="key-new" path="/claves/create" element={<KeyCreate />} />,
  ],
  menu: [
    {
      to: '/claves',
      label: 'apiKeys.menu',
      icon: KeyOutlined,
      permissions: ['api_keys.view'],
      section: 'administration',
      order: 5,
    },
  ],
};
