import InsightsOutlined from '@mui/icons-material/InsightsOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const Dashboard = lazy(() => import('./Dashboard'));

export const dashboard: Module = {
  routes: [<Route key="dashboard" path="/" element={<Dashboard />} />],
  menu: [
    {
      to: '/',
      label: 'dashboard.menu',
      icon: InsightsOutlined,
      permissions: ['dashboard.view'],
      module: 'scheduling',
      section: 'day',
      order: 2,
    },
  ],
};
