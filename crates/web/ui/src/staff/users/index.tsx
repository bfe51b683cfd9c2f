import PeopleAltOutlined from '@mui/icons-material/PeopleAltOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { Module } from '../core/modules';

const UserList = lazy(() => import('./UserList'));
const UserCreate = lazy(() => import('./UserCreate'));
const UserPage = lazy(() => import('./UserPage'));

export const users: Module = {
  resources: [<Resource key="users" name="users" list={UserList} create={UserCreate} edit={UserPage} />],
  menu: [
    {
      to: '/users',
      label: 'users.menu',
      icon: PeopleAltOutlined,
      permissions: ['users.view'],
      section: 'administration',
      order: 1,
    },
  ],
};
