import WorkspacePremiumOutlined from '@mui/icons-material/WorkspacePremiumOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const PlanPage = lazy(() => import('./PlanPage'));

export const subscription: Module = {
  routes: [<Route key="plan" path="/plan" element={<PlanPage />} />],
  menu: [
    {
      to: '/plan',
      label: 'subscription.menu',
      icon: WorkspacePremiumOutlined,
      permissions: ['subscription.view'],
      section: 'administration',
      order: 7,
    },
  ],
};
