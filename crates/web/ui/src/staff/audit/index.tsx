import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import { lazy } from 'react';
import { Route } from 'react-router-dom';
import type { Module } from '../core/modules';

const AuditPage = lazy(() => import('./AuditPage'));

export const audit: Module = {
  routes: [<Route key="audit" path="/auditoria" element={<AuditPage />} />],
  menu: [
    {
      to: '/auditoria',
      label: 'audit.menu',
      icon: HistoryOutlined,
      permissions: ['audit_log.view'],
      section: 'administration',
      order: 6,
    },
  ],
};
