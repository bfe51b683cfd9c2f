import SellOutlined from '@mui/icons-material/SellOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const ServiceList = lazy(() => import('./ServiceList'));
const ServiceCreate = lazy(() => import('./ServiceCreate'));
const ServiceEdit = lazy(() => import('./ServiceEdit'));
const TemplatesPage = lazy(() => import('./templates/TemplatesPage'));

/** What the business does for its clients. */
export const services: Module = {
  resources: [
    <Resource
      key="services"
      name="services"
      list={ServiceList}
      create={ServiceCreate}
      edit={ServiceEdit}
      recordRepresentation="name"
    />,
  ],
  routes: [<Route key="services-import" path="/services/import" element={<TemplatesPage />} />],
  menu: [
    {
      to: '/services',
      label: 'services.menu',
      icon: SellOutlined,
      permissions: ['services.view'],
      module: 'scheduling',
      section: 'business',
      order: 1,
    },
  ],
};
