import EditOutlined from '@mui/icons-material/EditOutlined';
import { Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { done, ifMatch } from '../../api/client';
import type { PlatformPlan } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Page } from '../../staff/ui/Page';
import { LIMITS, PLANS, useNames } from '../core/names';
import { plansQuery } from '../core/queries';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { FormDialog } from '../ui/FormDialog';
import { Loaded } from '../ui/Loaded';
import { Facts, Section } from '../ui/Section';
import { changes, typedOf } from './typed';

/** What the platform sells: prices and limits. */
export default function Plans() {
  const t = useT();
  const query = useQuery(plansQuery);
  const [editing, setEditing] = useState<PlatformPlan | null>(null);
  const rank = ({ code }: PlatformPlan) => (PLANS as readonly string[]).indexOf(code);
  return (
    <Page title={t('platform.plans.title')} subtitle={t('platform.plans.subtitle')}>
      <Loaded query={query} height={360}>
        {(plans) => (
          <Box
            sx={{
              display: 'grid',
              gap: 2,
              gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 280px), 1fr))',
            }}
          >
            {[...plans]
              .sort((a, b) => rank(a) - rank(b))
              .map((plan) => (
                <PlanCard key={plan.code} plan={plan} edit={() => setEditing(plan)} />
              ))}
          </Box>
        )}
      </Loaded>
      {editing && <Edit plan={editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function PlanCard({ plan, edit }: { plan: PlatformPlan; edit: () => void }) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const title = name('plans', plan.code);
  return (
    <Section
      title={title}
      actions={
        <Button
          size="small"
          startIcon={<EditOutlined />}
          onClick={edit}
          aria-label={t('platform.plans.edit', { plan: title })}
        >
          {t('common.edit')}
        </Button>
      }
    >
      <Stack direction="row" sx={{ alignItems: 'baseline', gap: 0.75, mb: 2 }}>
        <Typography component="p" sx={{ fontSize: '1.75rem', fontWeight: 720 }}>
          {formats.money(plan.price_usd_cents / 100)}
        </Typography>
        <Typography color="text.secondary">{t('platform.plans.month')}</Typography>
      </Stack>
      <Facts
        facts={LIMITS.map((limit) => {
          const most = plan.limits[limit];
          return [name('limits', limit), most == null ? t('platform.plans.unlimited') : formats.number(most)];
        })}
      />
      <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
        {t('platform.plans.updated', { date: formats.date(plan.updated_at) })}
      </Typography>
    </Section>
  );
}

function Edit({ plan, onClose }: { plan: PlatformPlan; onClose: () => void }) {
  const t = useT();
  const { name } = useNames();
  const [typed, setTyped] = useState(() => typedOf(plan));
  const body = changes(plan, typed);
  const save = useAct({
    run: () =>
      done(
        api.PATCH('/api/v1/platform/plans/{code}', {
          params: { path: { code: plan.code }, header: ifMatch(plan.version) },
          body: body ?? {},
        }),
      ),
    said: t('platform.plans.saved'),
    after: onClose,
  });
  const number = (value: string, set: (value: string) => void, label: string, whole = true) => (
    <TextField
      key={label}
      label={label}
      value={value}
      onChange={({ target }) => set(target.value)}
      slotProps={{ htmlInput: { inputMode: whole ? 'numeric' : 'decimal' } }}
    />
  );
  return (
    <FormDialog
      open
      title={t('platform.plans.edit', { plan: name('plans', plan.code) })}
      text={t('platform.plans.editText')}
      ready={body !== null && Object.keys(body).length > 0}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {number(typed.price, (price) => setTyped({ ...typed, price }), t('platform.plan.priceUsd'), false)}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        {LIMITS.map((limit) =>
          number(
            typed.limits[limit],
            (value) => setTyped({ ...typed, limits: { ...typed.limits, [limit]: value } }),
            name('limits', limit),
          ),
        )}
      </Box>
      <Typography variant="body2">{t('platform.plans.emptyHint')}</Typography>
    </FormDialog>
  );
}
