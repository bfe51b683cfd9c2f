import EditOutlined from '@mui/icons-material/EditOutlined';
import RestartAlt from '@mui/icons-material/RestartAlt';
import { Box, IconButton, Stack, TextField, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import { done } from '../../../../api/client';
import { useFormats } from '../../../../format/react';
import { useT } from '../../../../i18n/react';
import { useNames } from '../../../core/names';
import { api } from '../../../core/session';
import { useAct } from '../../../core/useAct';
import { ReasonDialog } from '../../../ui/ReasonDialog';
import { Section } from '../../../ui/Section';
import { UsageBar } from '../../../ui/Usage';
import type { TabProps } from '../../TenantPage';

/** What a business uses of each limit, and what was agreed in place of its plan's. */
export function Limits({ tenant }: TabProps) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const [change, setChange] = useState<{ limit: string; remove: boolean } | null>(null);
  return (
    <Section title={t('platform.plan.limits')} text={t('platform.plan.limitsText')}>
      <Stack sx={{ gap: 2 }}>
        {tenant.usage.map((usage) => {
          const agreed = tenant.overrides.find(({ resource }) => resource === usage.resource);
          const label = name('limits', usage.resource);
          return (
            <Stack key={usage.resource} direction="row" sx={{ gap: 1, alignItems: 'center' }}>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <UsageBar usage={usage} />
                {agreed && (
                  <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
                    {t('platform.plan.agreed', {
                      date: formats.date(agreed.created_at),
                      reason: agreed.reason,
                    })}
                  </Typography>
                )}
              </Box>
              <Tooltip title={t('platform.plan.agree', { limit: label })}>
                <IconButton
                  aria-label={t('platform.plan.agree', { limit: label })}
                  onClick={() => setChange({ limit: usage.resource, remove: false })}
                >
                  <EditOutlined fontSize="small" />
                </IconButton>
              </Tooltip>
              {agreed && (
                <Tooltip title={t('platform.plan.unagree', { limit: label })}>
                  <IconButton
                    aria-label={t('platform.plan.unagree', { limit: label })}
                    onClick={() => setChange({ limit: usage.resource, remove: true })}
                  >
                    <RestartAlt fontSize="small" />
                  </IconButton>
                </Tooltip>
              )}
            </Stack>
          );
        })}
      </Stack>
      {change && <Agree key={change.limit} tenant={tenant} {...change} onClose={() => setChange(null)} />}
    </Section>
  );
}

function Agree({
  tenant,
  limit,
  remove,
  onClose,
}: TabProps & { limit: string; remove: boolean; onClose: () => void }) {
  const t = useT();
  const { name } = useNames();
  const [most, setMost] = useState('');
  const label = name('limits', limit);
  const path = { id: tenant.id, limit };
  const set = useAct({
    run: (reason: string) =>
      remove
        ? done(
            api.DELETE('/api/v1/platform/tenants/{id}/overrides/{limit}', {
              params: { path },
              body: { reason },
            }),
          )
        : done(
            api.PUT('/api/v1/platform/tenants/{id}/overrides/{limit}', {
              params: { path },
              body: { maximum: most.trim() === '' ? null : Number(most), reason },
            }),
          ),
    said: t('common.saved'),
    after: onClose,
  });
  return (
    <ReasonDialog
      open
      title={t(remove ? 'platform.plan.unagree' : 'platform.plan.agree', { limit: label })}
      text={t(remove ? 'platform.plan.unagreeText' : 'platform.plan.agreeText', { name: tenant.name })}
      action={t('common.save')}
      ready={remove || /^\d*$/.test(most.trim())}
      pending={set.isPending}
      error={set.error}
      onConfirm={set.mutate}
      onClose={onClose}
      fields={
        !remove && (
          <TextField
            label={t('platform.plan.most')}
            helperText={t('platform.plan.mostHint')}
            value={most}
            onChange={({ target }) => setMost(target.value)}
            slotProps={{ htmlInput: { inputMode: 'numeric' } }}
          />
        )
      }
    />
  );
}
