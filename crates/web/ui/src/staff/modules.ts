import { account } from './account';
import { agenda } from './agenda';
import { apiKeys } from './apiKeys';
import { appointments } from './appointments';
import { audit } from './audit';
import { branches } from './branches';
import { clients } from './clients';
import { dashboard } from './dashboard';
import { professionals } from './professionals';
import { roles } from './roles';
import { rooms } from './rooms';
import { schedules } from './schedules';
import { services } from './services';
import { settings } from './settings';
import { subscription } from './subscription';
import { today } from './today';
import { users } from './users';
import { waiting } from './waiting';
import type { Module } from './core/modules';

/** The parts of the app. */
export const modules: Module[] = [
  account,
  agenda,
  apiKeys,
  appointments,
  audit,
  branches,
  clients,
  dashboard,
  professionals,
  roles,
  rooms,
  schedules,
  services,
  settings,
  subscription,
  today,
  users,
  waiting,
];
