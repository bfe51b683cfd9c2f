import type { SvgIconComponent } from '@mui/icons-material';
import type { ReactElement } from 'react';
import type { Key } from '../../i18n';

/** A line of the navigation. */
export interface MenuEntry {
  /** Path, `/clients`. */
  to: string;
  label: Key;
  icon: SvgIconComponent;
  /** Whoever has one of these sees it; none: everybody. */
  permissions?: string[];
  /** The module that it needs, such as `scheduling`. */
  module?: string;
  /** Where it stands. */
  section: 'day' | 'people' | 'business' | 'administration';
  /** Small first. */
  order: number;
}

/** What a part of the app brings: screens of resources, other screens, and how to get there. */
export interface Module {
  /** `<Resource>`s of react-admin; their screens are lazy. */
  resources?: ReactElement[];
  /** `<Route>`s with the navigation around them. */
  routes?: ReactElement[];
  /** `<Route>`s without: log-in, links from letters, print. */
  bareRoutes?: ReactElement[];
  menu?: MenuEntry[];
}
