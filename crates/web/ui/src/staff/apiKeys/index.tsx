import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { Module } from '../core/modules';

const KeyList = lazy(() => import('./KeyList'));
const KeyCreate = lazy(() => import('./KeyCreate'));

export const apiKeys: Module = {
  resources: [<Resource key="api-keys" name="api-keys" list={KeyList} create={KeyCreate} />],
  menu: [
    {
      to: '/api-keys',
      label: 'apiKeys.menu',
      icon: KeyOutlined,
      permissions: ['api_keys.view'],
      section: 'administration',
      order: 5,
    },
  ],
};
