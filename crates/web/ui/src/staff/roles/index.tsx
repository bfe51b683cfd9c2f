import BadgeOutlined from '@mui/icons-material/BadgeOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const RoleList = lazy(() => import('./RoleList'));
const RoleCreate = lazy(() => import('./RoleCreate'));
const RoleEditor = lazy(() => import('./RoleEditor'));

export const roles: Module = {
  routes: [
    <Route key="roles" path="/roles" element={<RoleList />} />,
    <Route key="role-new" path="/roles/create" element={<RoleCreate />} />,
    <Route key="role" path="/roles/:id" element={<RoleEditor />} />,
  ],
  menu: [
    {
      to: '/roles',
      label: 'roles.menu',
      icon: BadgeOutlined,
      permissions: ['roles.view'],
      section: 'administration',
      order: 2,
    },
  ],
};
