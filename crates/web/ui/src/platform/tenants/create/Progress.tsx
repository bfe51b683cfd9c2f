import CheckCircle from '@mui/icons-material/CheckCircle';
import ErrorIcon from '@mui/icons-material/Error';
import RadioButtonUnchecked from '@mui/icons-material/RadioButtonUnchecked';
import { Alert, Box, Button, CircularProgress, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { done } from '../../../api/client';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { ErrorNotice } from '../../../staff/ui/Notice';
import { api } from '../../core/session';
import { tenantQuery } from '../../core/queries';
import { Section } from '../../ui/Section';

/** A business that was asked for; `request` where it was not there at once. */
export interface Asked {
  slug: string;
  request?: string;
}

const STEPS = ['schema', 'first_rows', 'done'] as const;
/** Milliseconds between two looks. */
const PAUSE = 1000;

/** How the making of a business goes, step by step, with how long each took. */
export function Progress({ asked, again }: { asked: Asked; again: () => void }) {
  const t = useT();
  const formats = useFormats();
  const request = useQuery({
    queryKey: ['request', asked.request],
    queryFn: () =>
      done(api.GET('/api/v1/platform/requests/{id}', { params: { path: { id: asked.request ?? '' } } })),
    enabled: asked.request !== undefined,
    refetchInterval: ({ state }) =>
      state.data?.state === 'done' || state.data?.state === 'failed' ? false : PAUSE,
  });
  const bySlug = useQuery({
    queryKey: ['tenants', 'slug', asked.slug],
    queryFn: async () => {
      const query = { filter: { slug: asked.slug } };
      return (await done(api.GET('/api/v1/platform/tenants', { params: { query } }))).data[0] ?? null;
    },
    enabled: asked.request === undefined,
  });
  const id = asked.request === undefined ? bySlug.data?.id : request.data?.tenant_id;
  const { data: tenant } = useQuery({ ...tenantQuery(id ?? ''), enabled: id != null });
  const finished = asked.request === undefined || request.data?.state === 'done';
  const problem = request.data?.state === 'failed' ? request.data.problem : null;
  if (request.error && !request.data)
    return <ErrorNotice error={request.error} retry={() => void request.refetch()} />;
  const now = finished
    ? STEPS.length
    : Math.max(
        0,
        STEPS.findIndex((step) => step === request.data?.step),
      );
  return (
    <Section
      title={t(
        problem ? 'platform.create.failed' : finished ? 'platform.create.made' : 'platform.create.working',
        {
          slug: asked.slug,
        },
      )}
    >
      <Stack component="ol" aria-live="polite" sx={{ m: 0, p: 0, gap: 2, listStyle: 'none' }}>
        {STEPS.map((step, at) => {
          const took = tenant?.steps.find((row) => row.step === step)?.duration_ms;
          const state = at < now ? 'done' : at > now ? 'waiting' : problem ? 'failed' : 'working';
          return (
            <Stack key={step} component="li" direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
              <StepIcon state={state} />
              <Typography sx={{ flex: 1, color: state === 'waiting' ? 'text.secondary' : 'text.primary' }}>
                {t(`platform.create.steps.${step}`)}
              </Typography>
              <Typography variant="body2" color="text.secondary" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                {took === undefined ? '' : `${formats.number(Math.round(took))} ms`}
              </Typography>
            </Stack>
          );
        })}
      </Stack>
      {problem && (
        <Alert
          severity="error"
          sx={{ mt: 2.5 }}
          action={
            <Button color="inherit" onClick={again}>
              {t('common.retry')}
            </Button>
          }
        >
          {problem.detail}
        </Alert>
      )}
      {finished && (
        <Stack direction="row" sx={{ mt: 3, gap: 1, flexWrap: 'wrap' }}>
          <Button variant="contained" component={Link} to={id == null ? '/tenants' : `/tenants/${id}`}>
            {t('platform.create.open')}
          </Button>
          {tenant?.url && (
            <Button href={tenant.url} target="_blank" rel="noreferrer">
              {t('platform.create.visit')}
            </Button>
          )}
          <Button color="inherit" onClick={again}>
            {t('platform.create.another')}
          </Button>
        </Stack>
      )}
    </Section>
  );
}

function StepIcon({ state }: { state: 'done' | 'waiting' | 'failed' | 'working' }) {
  return (
    <Box aria-hidden sx={{ width: 24, height: 24, display: 'grid', placeItems: 'center' }}>
      {state === 'done' && <CheckCircle color="success" />}
      {state === 'failed' && <ErrorIcon color="error" />}
      {state === 'waiting' && <RadioButtonUnchecked color="disabled" />}
      {state === 'working' && <CircularProgress size={20} />}
    </Box>
  );
}
