// The areas of the catalogue, as types: they cost no page anything.
import type { account } from './es/account';
import type { agenda } from './es/agenda';
import type { apiKeys } from './es/apiKeys';
import type { audit } from './es/audit';
import type { branches } from './es/branches';
import type { clients } from './es/clients';
import type { common } from './es/common';
import type { dashboard } from './es/dashboard';
import type { frame } from './es/frame';
import type { home } from './es/home';
import type { platform } from './es/platform';
import type { professionals } from './es/professionals';
import type { pages } from './es/public';
import type { roles } from './es/roles';
import type { rooms } from './es/rooms';
import type { schedules } from './es/schedules';
import type { services } from './es/services';
import type { settings } from './es/settings';
import type { subscription } from './es/subscription';
import type { today } from './es/today';
import type { users } from './es/users';
import type { waiting } from './es/waiting';

export interface Areas {
  account: typeof account;
  agenda: typeof agenda;
  apiKeys: typeof apiKeys;
  audit: typeof audit;
  branches: typeof branches;
  clients: typeof clients;
  common: typeof common;
  dashboard: typeof dashboard;
  frame: typeof frame;
  home: typeof home;
  platform: typeof platform;
  professionals: typeof professionals;
  public: typeof pages;
  roles: typeof roles;
  rooms: typeof rooms;
  schedules: typeof schedules;
  services: typeof services;
  settings: typeof settings;
  subscription: typeof subscription;
  today: typeof today;
  users: typeof users;
  waiting: typeof waiting;
}
