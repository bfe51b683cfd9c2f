import EventBusyOutlined from '@mui/icons-material/EventBusyOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const SchedulesPage = lazy(() => import('./SchedulesPage'));

/** Days unlike others: exceptions and holidays. The hours of every week are with the professionals. */
export const schedules: Module = {
  routes: [<Route key="schedules" path="/horarios" element={<SchedulesPage />} />],
  menu: [
    {
      to: '/horarios',
      label: 'schedules.menu',
      icon: EventBusyOutlined,
      permissions: ['schedules.view'],
      module: 'scheduling',
      section: 'business',
      order: 2,
    },
  ],
};
