import RecentActorsOutlined from '@mui/icons-material/RecentActorsOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { Module } from '../core/modules';

const ProfessionalList = lazy(() => import('./ProfessionalList'));
const ProfessionalCreate = lazy(() => import('./ProfessionalCreate'));
const ProfessionalPage = lazy(() => import('./ProfessionalPage'));

/** Those who attend: their data, services and hours. */
export const professionals: Module = {
  resources: [
    <Resource
      key="professionals"
      name="professionals"
      list={ProfessionalList}
      create={ProfessionalCreate}
      edit={ProfessionalPage}
      recordRepresentation="full_name"
    />,
  ],
  menu: [
    {
      to: '/professionals',
      label: 'professionals.menu',
      icon: RecentActorsOutlined,
      permissions: ['professionals.view'],
      module: 'scheduling',
      section: 'people',
      order: 2,
    },
  ],
};
