import AddOutlined from '@mui/icons-material/AddOutlined';
import EventOutlined from '@mui/icons-material/EventOutlined';
import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import PersonAddAltOutlined from '@mui/icons-material/PersonAddAltOutlined';
import PersonOutlined from '@mui/icons-material/PersonOutlined';
import PersonOutlineOutlined from '@mui/icons-material/PersonOutlineOutlined';
import type { SvgIconComponent } from '@mui/icons-material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { done } from '../../../api/client';
import type { Finds } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import type { MenuEntry } from '../../core/modules';
import { useRecentScreens } from '../../core/recent';
import { api } from '../../core/session';
import { matches } from './matches';

/** Something that the search found. */
export interface Hit {
  key: string;
  icon: SvgIconComponent;
  title: string;
  detail?: string;
  to: string;
}

export interface HitGroup {
  key: string;
  title: string;
  hits: Hit[];
}

/** What the server looks for has at least so many characters. */
const MIN_LENGTH = 2;
/** Milliseconds without another key after which the server is asked. */
const PAUSE = 150;
/** Milliseconds for which what was found counts as new. */
const FRESH = 10_000;

/** What fits `typed`: actions, screens, clients, appointments. Without anything typed, where one has been. */
export function useHits(typed: string, entries: MenuEntry[]) {
  const t = useT();
  const can = useCan();
  const recent = useRecentScreens();
  const found = useFinds(typed);
  const screens: Hit[] = [
    ...entries.map(({ to, label, icon }) => ({ key: to, icon, title: t(label), to })),
    { key: '/mi-cuenta', icon: PersonOutlineOutlined, title: t('frame.account'), to: '/mi-cuenta' },
  ];
  const actions: Hit[] = [
    ...(can('appointments.add')
      ? [{ key: 'cita', icon: AddOutlined, title: t('frame.search.newAppointment'), to: '/agenda?nueva=1' }]
      : []),
    ...(can('clients.add')
      ? [
          {
            key: 'cliente',
            icon: PersonAddAltOutlined,
            title: t('frame.search.newClient'),
            to: '/clients/create',
          },
        ]
      : []),
  ];
  const fitting = (hits: Hit[]) => hits.filter(({ title }) => matches(title, typed));
  const groups: HitGroup[] =
    typed === ''
      ? [
          { key: 'actions', title: t('frame.search.actions'), hits: actions },
          {
            key: 'recent',
            title: t('frame.search.recent'),
            // The first is this very screen.
            hits: recent
              .slice(1)
              .map(({ path, title }) => ({ key: path, icon: HistoryOutlined, title, to: path })),
          },
          { key: 'screens', title: t('frame.search.screens'), hits: screens },
        ]
      : [
          { key: 'clients', title: t('frame.search.clients'), hits: found.clients },
          { key: 'appointments', title: t('frame.search.appointments'), hits: found.appointments },
          { key: 'actions', title: t('frame.search.actions'), hits: fitting(actions) },
          { key: 'screens', title: t('frame.search.screens'), hits: fitting(screens) },
        ];
  return { groups: groups.filter(({ hits }) => hits.length > 0), pending: found.pending, error: found.error };
}

const NOTHING: Finds = { clients: [], appointments: [] };

/** The clients and appointments that the server finds. */
function useFinds(typed: string) {
  const t = useT();
  const formats = useFormats();
  const q = useSettled(typed);
  const enabled = q.length >= MIN_LENGTH;
  const { data, isFetching, error } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => done(api.GET('/api/v1/search', { params: { query: { q } }, signal })),
    enabled,
    staleTime: FRESH,
    gcTime: FRESH,
  });
  // What was found for other words is not offered: Enter, meant for these, would open it.
  const { clients, appointments } = (enabled && q === typed && data) || NOTHING;
  return {
    pending: typed.length >= MIN_LENGTH && (isFetching || q !== typed),
    error: enabled ? error : null,
    clients: clients.map((client): Hit => {
      const detail = [client.phone, client.document_number].filter(Boolean).join(' · ');
      return {
        key: client.id,
        icon: PersonOutlined,
        title: client.name,
        ...(detail ? { detail } : {}),
        to: `/clients/${client.id}/show`,
      };
    }),
    appointments: appointments.map((found): Hit => {
      const state = t(`common.states.${found.state as 'pendiente'}`);
      return {
        key: found.id,
        icon: EventOutlined,
        title: `${found.client_name} · ${found.service_name}`,
        detail: `${formats.dayShort(found.day)}, ${formats.time(found.starts_at)} · ${found.professional_name} · ${state}`,
        to: `/agenda?date=${found.day}&appointment=${found.id}`,
      };
    }),
  };
}

/** What was typed, once the hand rests. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
