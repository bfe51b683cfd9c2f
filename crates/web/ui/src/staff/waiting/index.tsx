import HourglassEmpty from '@mui/icons-material/HourglassEmpty';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const WaitingList = lazy(() => import('./WaitingList'));

export const waiting: Module = {
  routes: [<Route key="waiting" path="/lista-de-espera" element={<WaitingList />} />],
  menu: [
    {
      to: '/lista-de-espera',
      label: 'waiting.menu',
      icon: HourglassEmpty,
      permissions: ['appointments.view'],
      module: 'scheduling',
      section: 'day',
      order: 4,
    },
  ],
};
