import PeopleAltOutlined from '@mui/icons-material/PeopleAltOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { Module } from '../core/modules';

const ClientList = lazy(() => import('./ClientList'));
const ClientCreate = lazy(() => import('./ClientCreate'));
const ClientEdit = lazy(() => import('./ClientEdit'));
const ClientPage = lazy(() => import('./page/ClientPage'));

/** Whom the business attends. */
export const clients: Module = {
  resources: [
    <Resource
      key="clients"
      name="clients"
      list={ClientList}
      create={ClientCreate}
      edit={ClientEdit}
      show={ClientPage}
    />,
  ],
  menu: [
    {
      to: '/clients',
      label: 'clients.menu',
      icon: PeopleAltOutlined,
      permissions: ['clients.view'],
      section: 'people',
      order: 1,
    },
  ],
};
