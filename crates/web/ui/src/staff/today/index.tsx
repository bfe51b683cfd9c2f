import TodayOutlined from '@mui/icons-material/TodayOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';
import { LoggedIn } from '../frame/LoggedIn';

const Today = lazy(() => import('./Today'));
const DaySheet = lazy(() => import('./DaySheet'));

export const today: Module = {
  routes: [<Route key="today" path="/hoy" element={<Today />} />],
  bareRoutes: [
    <Route
      key="sheet"
      path="/hoja-del-dia"
      element={
        <LoggedIn>
          <DaySheet />
        </LoggedIn>
      }
    />,
  ],
  menu: [
    {
      to: '/hoy',
      label: 'today.menu',
      icon: TodayOutlined,
      permissions: ['appointments.view'],
      module: 'scheduling',
      section: 'day',
      order: 0,
    },
  ],
};
