import type { SvgIconComponent } from '@mui/icons-material';
import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import MailOutline from '@mui/icons-material/MailOutline';
import MarkEmailReadOutlined from '@mui/icons-material/MarkEmailReadOutlined';
import NotificationsActiveOutlined from '@mui/icons-material/NotificationsActiveOutlined';
import PaletteOutlined from '@mui/icons-material/PaletteOutlined';
import PublicOutlined from '@mui/icons-material/PublicOutlined';
import StorefrontOutlined from '@mui/icons-material/StorefrontOutlined';
import { lazy, type ComponentType } from 'react';

export type SectionId =
  'negocio' | 'marca' | 'reservas' | 'recordatorios' | 'pagina' | 'correos' | 'entregas';

interface Section {
  /** As in the address: `/ajustes?seccion=marca`. */
  id: SectionId;
  icon: SvgIconComponent;
  screen: ComponentType;
  /** Of a business with an agenda. */
  scheduling?: boolean;
  /** Only for whoever may see the settings of the whole business. */
  everywhere?: boolean;
}

/** The parts of the settings, in their order. */
export const SECTIONS: Section[] = [
  { id: 'negocio', icon: StorefrontOutlined, screen: lazy(() => import('./business/BusinessSection')) },
  { id: 'marca', icon: PaletteOutlined, screen: lazy(() => import('./brand/BrandSection')) },
  {
    id: 'reservas',
    icon: EventAvailableOutlined,
    screen: lazy(() => import('./booking/BookingSection')),
    scheduling: true,
  },
  {
    id: 'recordatorios',
    icon: NotificationsActiveOutlined,
    screen: lazy(() => import('./booking/RemindersSection')),
    scheduling: true,
  },
  {
    id: 'pagina',
    icon: PublicOutlined,
    screen: lazy(() => import('./business/PublicPageSection')),
    scheduling: true,
  },
  {
    id: 'correos',
    icon: MailOutline,
    screen: lazy(() => import('./letters/LettersSection')),
    scheduling: true,
  },
  {
    id: 'entregas',
    icon: MarkEmailReadOutlined,
    screen: lazy(() => import('./deliveries/DeliveriesSection')),
    scheduling: true,
    everywhere: true,
  },
];
