import { Box, useMediaQuery, useTheme } from '@mui/material';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Title } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { done } from '../../api/client';
import { FormatsProvider } from '../../format/react';
import { useT } from '../../i18n/react';
import { chooseBranch } from '../core/branch';
import { useTenant } from '../core/me';
import { api } from '../core/session';
import { ErrorNotice } from '../ui/Notice';
import { AgendaBar } from './AgendaBar';
import { AgendaGrid } from './AgendaGrid';
import { AgendaList } from './AgendaList';
import { AgendaSkeleton } from './AgendaSkeleton';
import { BookingDialog, type BookingStart } from './BookingDialog';
import { AppointmentPanel } from './AppointmentPanel';
import { picked, type PickedClient } from './ClientPicker';
import { ShortcutsHelp } from './ShortcutsHelp';
import { useAgendaState } from './state';
import type { Draft } from './events';
import { useShortcuts } from './useShortcuts';
import { useShown } from './useShown';

/** The agenda: what is booked, by day, week, month or as a list, and everything that is done with it. */
export function AgendaPage() {
  const t = useT();
  const tenant = useTenant();
  const phone = useMediaQuery(useTheme().breakpoints.down('sm'));
  const [state, change] = useAgendaState();
  const shown = useShown(state);
  const [booking, setBooking] = useState<BookingStart | null>(null);
  const [help, setHelp] = useState(false);
  const { appointments, formats } = shown;

  useEffect(() => {
    // An address can name a branch; from then on it is the one that all screens show.
    if (!state.branch) return;
    chooseBranch(state.branch);
    change({ branch: '' });
  }, [state.branch, change]);

  // An address can ask for a new appointment, for somebody: `?nueva=1&client=…`.
  const [asked, setAsked] = useSearchParams();
  const who = asked.get('client');
  const wanted = asked.has('nueva');
  useEffect(() => {
    if (!wanted) return;
    setAsked(
      (now) => {
        const rest = new URLSearchParams(now);
        rest.delete('nueva');
        rest.delete('client');
        return rest;
      },
      { replace: true },
    );
    const begin = (client?: PickedClient) => setBooking({ start: null, ...(client ? { client } : {}) });
    if (who === null) begin();
    else {
      done(api.GET('/api/v1/clients/{id}', { params: { path: { id: who } } })).then(
        (client) => begin(picked(client)),
        () => begin(),
      );
    }
  }, [wanted, who, setAsked]);

  useShortcuts({
    state,
    shown,
    change,
    onNew: () => setBooking({ start: null }),
    onHelp: () => setHelp(true),
  });

  const [draft, setDraft] = useState<Draft | null>(null);

  const body = () => {
    if (appointments.error && !appointments.data) {
      return <ErrorNotice error={appointments.error} retry={() => void appointments.refetch()} />;
    }
    if (!shown.ready) return <AgendaSkeleton view={state.view} phone={phone} />;
    if (state.view === 'list') return <AgendaList shown={shown} state={state} change={change} />;
    return (
      <AgendaGrid
        shown={shown}
        state={state}
        change={change}
        phone={phone}
        draft={draft}
        onBook={setBooking}
      />
    );
  };

  return (
    <FormatsProvider business={{ ...tenant, time_zone: formats.timeZone }}>
      <Title title={t('agenda.title')} />
      <Filling>
        <AgendaBar
          shown={shown}
          state={state}
          change={change}
          phone={phone}
          onNew={() => setBooking({ start: null })}
          onHelp={() => setHelp(true)}
        />
        <Box sx={{ flex: '1 1 0', minHeight: 0, position: 'relative' }}>{body()}</Box>
      </Filling>
      <AppointmentPanel
        id={state.appointment}
        shown={shown}
        onClose={() => change({ appointment: '' })}
        onBookAgain={(start) => {
          change({ appointment: '' });
          setBooking(start);
        }}
      />
      {booking && (
        <BookingDialog
          start={booking}
          shown={shown}
          by={state.by}
          onDraft={setDraft}
          onClose={() => {
            setBooking(null);
            setDraft(null);
          }}
        />
      )}
      <ShortcutsHelp open={help} onClose={() => setHelp(false)} />
    </FormatsProvider>
  );
}

/** As high as what is left of the window, so that the page itself does not scroll. */
function Filling({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(120);
  useLayoutEffect(() => {
    const measure = () => {
      if (box.current) setTop(Math.round(box.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    // Notices above it come and go.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return (
    <Box
      ref={box}
      sx={{
        display: 'flex',
        flexDirection: 'column',
        gap: 1.5,
        pt: { xs: 1, md: 2 },
        pb: { xs: 1, md: 2 },
        height: `calc(100dvh - ${top}px - var(--frame-bottom, 0px))`,
        minHeight: 460,
        // However wide a week is, it scrolls in itself.
        contain: 'inline-size',
      }}
    >
      {children}
    </Box>
  );
}
