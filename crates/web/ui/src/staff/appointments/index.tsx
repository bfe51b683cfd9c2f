import EventNoteOutlined from '@mui/icons-material/EventNoteOutlined';
import StarOutline from '@mui/icons-material/StarOutline';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { MenuEntry, Module } from '../core/modules';

const Appointments = lazy(() => import('./Appointments'));
const Reviews = lazy(() => import('./Reviews'));

const entry: Pick<MenuEntry, 'permissions' | 'module' | 'section'> = {
  permissions: ['appointments.view'],
  module: 'scheduling',
  section: 'day',
};

export const appointments: Module = {
  routes: [
    <Route key="appointments" path="/citas" element={<Appointments />} />,
    <Route key="reviews" path="/resenas" element={<Reviews />} />,
  ],
  menu: [
    { to: '/citas', label: 'appointments.menu', icon: EventNoteOutlined, ...entry, order: 3 },
    { to: '/resenas', label: 'appointments.reviews.menu', icon: StarOutline, ...entry, order: 5 },
  ],
};
