import CalendarMonthOutlined from '@mui/icons-material/CalendarMonthOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const AgendaPage = lazy(() => import('./AgendaPage').then(({ AgendaPage: page }) => ({ default: page })));

export const agenda: Module = {
  routes: [<Route key="agenda" path="/agenda" element={<AgendaPage />} />],
  menu: [
    {
      to: '/agenda',
      label: 'agenda.title',
      icon: CalendarMonthOutlined,
      permissions: ['appointments.view'],
      module: 'scheduling',
      section: 'day',
      order: 1,
    },
  ],
};
