import { Suspense, type ReactNode } from 'react';
import { Layout, Menu, type LayoutProps } from 'react-admin';
import { useT } from '../../i18n/react';
import { useCan, useTenant } from '../core/me';
import type { MenuEntry } from '../core/modules';
import { modules } from '../modules';

const SECTIONS: MenuEntry['section'][] = ['day', 'people', 'business', 'administration'];

/** The navigation by what the user may see and what the business has. */
function Navigation() {
  const t = useT();
  const can = useCan();
  const tenant = useTenant();
  const seen = modules
    .flatMap((module) => module.menu ?? [])
    .filter((entry) => !entry.permissions || entry.permissions.some(can))
    .filter((entry) => !entry.module || tenant.modules.includes(entry.module))
    .sort((a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || a.order - b.order);
  return (
    <Menu>
      {seen.map((entry) => (
        <Menu.Item key={entry.to} to={entry.to} primaryText={t(entry.label)} leftIcon={<entry.icon />} />
      ))}
    </Menu>
  );
}

/** What is around every screen. */
export function Frame({ children, ...props }: LayoutProps & { children?: ReactNode }) {
  return (
    <Layout {...props} menu={Navigation}>
      <Suspense>{children}</Suspense>
    </Layout>
  );
}
