import PlaceOutlined from '@mui/icons-material/PlaceOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { Module } from '../core/modules';

const BranchList = lazy(() => import('./BranchList'));
const BranchCreate = lazy(() => import('./BranchCreate'));
const BranchEdit = lazy(() => import('./BranchEdit'));

export const branches: Module = {
  resources: [
    <Resource key="branches" name="branches" list={BranchList} create={BranchCreate} edit={BranchEdit} />,
  ],
  menu: [
    {
      to: '/branches',
      label: 'branches.menu',
      icon: PlaceOutlined,
      permissions: ['branches.view'],
      section: 'administration',
      order: 3,
    },
  ],
};
