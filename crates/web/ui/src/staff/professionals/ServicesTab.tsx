import ContentCutOutlined from '@mui/icons-material/ContentCutOutlined';
import {
  Button,
  Card,
  Checkbox,
  Chip,
  InputAdornment,
  Skeleton,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { done, ifMatch } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { GivenService, Professional, Service } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { servicesQuery } from '../agenda/queries';
import { useEverywhere } from '../core/everywhere';
import { useCan } from '../core/me';
import { api } from '../core/session';
import { ErrorNotice, Notice } from '../ui/Notice';
import { SaveDock } from '../ui/SaveDock';
import { useProblem } from '../ui/useProblem';
import { offerable } from './offerable';
import { givenServicesQuery } from './queries';
import { bodyOf, fault, termsOf, type AllTerms, type Terms } from './terms';

const NONE: Service[] = [];

/** What a professional gives, and on which terms. */
export function ServicesTab({ professional }: { professional: Professional }) {
  const seesServices = useCan()('services.view');
  const given = useQuery(givenServicesQuery(professional.id));
  const services = useQuery({ ...servicesQuery, enabled: seesServices });
  const all = seesServices ? services.data : NONE;
  const rows = useMemo(
    () => given.data && all && offerable(given.data, all, professional.kind),
    [given.data, all, professional.kind],
  );
  const error = given.error ?? services.error;
  if (rows) return <Editor professional={professional} rows={rows} />;
  if (error) {
    return (
      <ErrorNotice
        error={error}
        retry={() => {
          void given.refetch();
          void services.refetch();
        }}
      />
    );
  }
  return <Skeleton variant="rounded" height={420} />;
}

function Editor({ professional, rows }: { professional: Professional; rows: GivenService[] }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const client = useQueryClient();
  const mayChange = useEverywhere()('professionals.change');
  const [changed, setChanged] = useState<AllTerms>({});
  const [q, setQ] = useState('');
  const saved = useMemo(() => termsOf(rows), [rows]);
  const terms: AllTerms = { ...saved, ...changed };
  const dirty = Object.entries(changed).some(
    ([id, one]) => JSON.stringify(one) !== JSON.stringify(saved[id]),
  );
  const wrong = Object.values(terms).some((one) => fault(one) !== null);
  const count = Object.values(terms).filter(({ offered }) => offered).length;

  const save = useMutation({
    mutationFn: () =>
      done(
        api.PUT('/api/v1/professionals/{id}/services', {
          params: { path: { id: professional.id }, header: ifMatch(professional.version) },
          body: { services: bodyOf(terms).filter((one) => one.is_offered) },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['professionals'] });
      setChanged({});
      notify(t('professionals.services.saved'), { type: 'success' });
    },
    onError: (error) => {
      problem(error);
      // The next attempt is by what is there now; what was typed stays.
      if (error instanceof ApiError && error.status === 412)
        void client.invalidateQueries({ queryKey: ['professionals'] });
    },
  });
  const edit = (id: string, part: Partial<Terms>) =>
    setChanged((now) => ({ ...now, [id]: { ...(terms[id] as Terms), ...part } }));
  const shown = rows.filter(({ name }) => name.toLocaleLowerCase().includes(q.trim().toLocaleLowerCase()));
  const everything = shown.length > 0 && shown.every(({ service_id }) => terms[service_id]?.offered);

  if (rows.length === 0) {
    return (
      <Notice
        icon={ContentCutOutlined}
        title={t('professionals.services.empty.title')}
        text={t('professionals.services.empty.text')}
        action={
          <Button component={Link} to="/services" variant="contained">
            {t('professionals.services.empty.action')}
          </Button>
        }
      />
    );
  }
  return (
    <>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center', flexWrap: 'wrap', mb: 1.5 }}>
        <Typography sx={{ flex: '1 1 220px' }}>
          <strong>{t('professionals.services.count', { smart_count: count })}</strong>{' '}
          <Typography component="span" color="text.secondary">
            {mayChange && t('professionals.services.intro')}
          </Typography>
        </Typography>
        <TextField
          type="search"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          placeholder={t('professionals.services.search')}
          slotProps={{ htmlInput: { 'aria-label': t('professionals.services.search') } }}
        />
        {mayChange && (
          <Button
            sx={{ minHeight: 40 }}
            onClick={() => {
              for (const { service_id } of shown) edit(service_id, { offered: !everything });
            }}
          >
            {t(everything ? 'professionals.services.notAll' : 'professionals.services.all')}
          </Button>
        )}
      </Stack>
      <Card component="ul" sx={{ m: 0, p: 0 }}>
        {shown.map((row) => (
          <Line
            key={row.service_id}
            row={row}
            terms={terms[row.service_id] as Terms}
            edit={mayChange ? (part) => edit(row.service_id, part) : null}
          />
        ))}
      </Card>
      {mayChange && (
        <SaveDock
          dirty={dirty}
          saving={save.isPending}
          disabled={wrong}
          save={() => save.mutate()}
          discard={() => setChanged({})}
        />
      )}
    </>
  );
}

interface LineProps {
  row: GivenService;
  terms: Terms;
  edit: ((part: Partial<Terms>) => void) | null;
}

function Line({ row, terms, edit }: LineProps) {
  const t = useT();
  const formats = useFormats();
  const { name, service_price, service_minutes, service_is_active } = row;
  const wrong = fault(terms);
  const symbol = formats.money(0).replace(/[\d.,\s]/g, '');
  return (
    <Stack
      component="li"
      direction="row"
      sx={(theme) => ({
        listStyle: 'none',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 1,
        px: { xs: 1, sm: 2 },
        py: 1,
        minHeight: 60,
        '& + &': { borderTop: `1px solid ${theme.tokens.line}` },
        background: terms.offered ? 'none' : theme.tokens.background,
      })}
    >
      <Stack
        component="label"
        direction="row"
        sx={{ flex: '1 1 240px', minWidth: 0, alignItems: 'center', gap: 0.5 }}
      >
        <Checkbox
          checked={terms.offered}
          disabled={!edit}
          onChange={(_event, offered) => edit?.({ offered })}
          slotProps={{ input: { 'aria-label': t('professionals.services.offers', { name }) } }}
        />
        <Stack sx={{ minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600 }}>
            {name}
            {!service_is_active && (
              <Chip
                size="small"
                label={t('professionals.services.inactive')}
                sx={{ ml: 1 }}
                variant="outlined"
              />
            )}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {formats.money(service_price)} · {t('common.minutesShort', { minutes: service_minutes })}
          </Typography>
        </Stack>
      </Stack>
      {terms.offered && (
        <Stack direction="row" sx={{ gap: 1, pl: { xs: 5.5, sm: 0 } }}>
          <TextField
            label={t('professionals.services.price')}
            value={terms.price}
            placeholder={service_price}
            disabled={!edit}
            onChange={(event) => edit?.({ price: event.target.value })}
            error={wrong === 'price'}
            helperText={wrong === 'price' ? t('professionals.services.priceInvalid') : undefined}
            sx={{ width: 150 }}
            slotProps={{
              inputLabel: { shrink: true },
              htmlInput: {
                inputMode: 'decimal',
                'aria-label': t('professionals.services.priceOf', { name }),
              },
              input: { startAdornment: <InputAdornment position="start">{symbol}</InputAdornment> },
            }}
          />
          <TextField
            label={t('professionals.services.minutes')}
            value={terms.minutes}
            placeholder={String(service_minutes)}
            disabled={!edit}
            onChange={(event) => edit?.({ minutes: event.target.value })}
            error={wrong === 'minutes'}
            helperText={wrong === 'minutes' ? t('professionals.services.minutesInvalid') : undefined}
            sx={{ width: 140 }}
            slotProps={{
              inputLabel: { shrink: true },
              htmlInput: {
                inputMode: 'numeric',
                'aria-label': t('professionals.services.minutesOf', { name }),
              },
            }}
          />
        </Stack>
      )}
    </Stack>
  );
}
