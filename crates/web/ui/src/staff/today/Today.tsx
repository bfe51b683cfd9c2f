import DirectionsWalk from '@mui/icons-material/DirectionsWalk';
import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import PrintOutlined from '@mui/icons-material/PrintOutlined';
import { Box, Button, Card, MenuItem, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import type { Appointment } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { CancelDialog } from '../agenda/CancelDialog';
import { CompleteDialog } from '../agenda/CompleteDialog';
import { appointmentsQuery, professionalsQuery } from '../agenda/queries';
import { useRight } from '../agenda/rights';
import { useAppointment } from '../agenda/useAppointment';
import type { Verb } from '../agenda/verbs';
import { useBranch } from '../core/branch';
import { BranchTime } from '../core/BranchTime';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { grouped, GROUPS, type Group } from './groups';
import { Numbers } from './Numbers';
import { Row } from './Row';
import { useNow } from './useNow';
import { WalkIn } from './WalkIn';

/** How long the rows take to stand still after a press. */
const SETTLING_MS = 700;

/** The desk's screen: who waits, who comes, who is in the chair, and the next thing to do in one tap. */
export default function Today() {
  return (
    <BranchTime>
      <Desk />
    </BranchTime>
  );
}

function Desk() {
  const t = useT();
  const formats = useFormats();
  const may = useRight();
  const navigate = useNavigate();
  const branch = useBranch();
  const [query, setQuery] = useSearchParams();
  const professional = query.get('professional') ?? '';
  const [walkIn, setWalkIn] = useState(false);
  const [cancelling, setCancelling] = useState<Appointment | null>(null);
  const [completing, setCompleting] = useState<Appointment | null>(null);
  const pressed = useRef(0);
  const { act, busy } = useAppointment();

  const day = formats.today();
  const now = useNow();
  const { data, error, refetch } = useQuery({
    ...appointmentsQuery({
      from: day,
      until: day,
      ...(branch ? { branch } : {}),
      ...(professional ? { professional } : {}),
    }),
    refetchInterval: 20_000,
    refetchOnWindowFocus: true,
  });
  const groups = useMemo(() => (data ? grouped(data, now) : null), [data, now]);

  const open = useCallback(
    (id: string) => navigate(`/agenda?${new URLSearchParams({ view: 'day', date: day, appointment: id })}`),
    [navigate, day],
  );
  const verb = useCallback(
    (appointment: Appointment, wanted: Verb) => {
      // What one press moves lies under the finger a moment later, and a second press would be meant for something else.
      if (Date.now() - pressed.current < SETTLING_MS) return;
      pressed.current = Date.now();
      if (wanted === 'cancel') setCancelling(appointment);
      else if (wanted === 'complete') setCompleting(appointment);
      else if (wanted === 'reschedule') open(appointment.id);
      else void act(appointment, wanted);
    },
    [act, open, setCancelling, setCompleting],
  );

  return (
    <Page
      title={t('today.title')}
      subtitle={formats.dayLong(day)}
      actions={
        <>
          <Professional value={professional} onChange={(id) => setQuery(id ? { professional: id } : {})} />
          <Button
            component={Link}
            to={`/hoja-del-dia?date=${day}${professional ? `&professional=${professional}` : ''}`}
            target="_blank"
            startIcon={<PrintOutlined />}
            color="inherit"
            variant="outlined"
          >
            {t('today.sheet')}
          </Button>
          {may('appointments.add', branch) && (
            <Button variant="contained" startIcon={<DirectionsWalk />} onClick={() => setWalkIn(true)}>
              {t('today.walkIn')}
            </Button>
          )}
        </>
      }
    >
      <Numbers groups={groups} />
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!groups && !error && <Loading />}
      {data?.length === 0 && (
        <Notice
          icon={EventAvailableOutlined}
          title={t('today.empty.title')}
          text={t('today.empty.text')}
          action={
            <Button component={Link} to="/agenda" variant="outlined">
              {t('today.empty.action')}
            </Button>
          }
        />
      )}
      <Stack sx={{ gap: 2 }}>
        {groups &&
          GROUPS.filter((group) => groups[group].length > 0).map((group) => (
            <Section key={group} {...{ group, now, busy }} rows={groups[group]} onOpen={open} onVerb={verb} />
          ))}
      </Stack>
      {walkIn && <WalkIn branch={branch} onClose={() => setWalkIn(false)} />}
      {cancelling && <CancelDialog appointment={cancelling} onClose={() => setCancelling(null)} />}
      {completing && (
        <CompleteDialog appointment={completing} formats={formats} onClose={() => setCompleting(null)} />
      )}
    </Page>
  );
}

interface SectionProps {
  group: Group;
  rows: Appointment[];
  now: number;
  busy: ReadonlySet<string>;
  onOpen: (id: string) => void;
  onVerb: (appointment: Appointment, verb: Verb) => void;
}

function Section({ group, rows, now, busy, onOpen, onVerb }: SectionProps) {
  const t = useT();
  // Only what counts minutes is drawn again as time goes by.
  const counted = group === 'waiting' || group === 'late';
  return (
    <Card component="section" aria-labelledby={`today-${group}`}>
      <Typography id={`today-${group}`} variant="h3" component="h2" sx={{ px: 2, py: 1.5 }}>
        {t(`today.groups.${group}`)}{' '}
        <Typography component="span" color="text.secondary">
          {rows.length}
        </Typography>
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {rows.map((appointment) => (
          <Row
            key={appointment.id}
            {...{ appointment, group, onOpen, onVerb }}
            now={counted ? now : 0}
            busy={busy.has(appointment.id)}
          />
        ))}
      </Box>
    </Card>
  );
}

function Professional({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const t = useT();
  const may = useRight();
  const { data } = useQuery({ ...professionalsQuery, enabled: may('professionals.view') });
  if (!may('professionals.view')) return null;
  return (
    <TextField
      select
      label={t('today.professional')}
      value={data?.some(({ id }) => id === value) ? value : ''}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: 190 }}
    >
      <MenuItem value="">{t('today.everybody')}</MenuItem>
      {(data ?? []).map(({ id, full_name }) => (
        <MenuItem key={id} value={id}>
          {full_name}
        </MenuItem>
      ))}
    </TextField>
  );
}

function Loading() {
  return (
    <Card aria-hidden sx={{ p: 2 }}>
      <Skeleton width={200} height={32} />
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={64} />
      ))}
    </Card>
  );
}
