// Everything that a business's staff reads.
import { account } from './account';
import { agenda } from './agenda';
import { apiKeys } from './apiKeys';
import { appointments } from './appointments';
import { audit } from './audit';
import { branches } from './branches';
import { clients } from './clients';
import { common } from './common';
import { dashboard } from './dashboard';
import { frame } from './frame';
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
import { reactAdmin } from './reactAdmin';

export default {
  ...reactAdmin,
  account,
  agenda,
  apiKeys,
  appointments,
  audit,
  branches,
  clients,
  common,
  dashboard,
  frame,
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
};
