import SettingsOutlined from '@mui/icons-material/SettingsOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const SettingsPage = lazy(() => import('./SettingsPage'));

export const settings: Module = {
  routes: [<Route key="settings" path="/ajustes" element={<SettingsPage />} />],
  menu: [
    {
      to: '/ajustes',
      label: 'settings.menu',
      icon: SettingsOutlined,
      permissions: ['settings.view'],
      section: 'administration',
      order: 4,
    },
  ],
};
