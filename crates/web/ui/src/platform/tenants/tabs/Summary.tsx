import EditOutlined from '@mui/icons-material/EditOutlined';
import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { Tag } from '../../../staff/ui/Tag';
import { bytes } from '../../core/bytes';
import { useNames } from '../../core/names';
import { Columns, Facts, Section } from '../../ui/Section';
import { UsageBar } from '../../ui/Usage';
import { SchemaTag } from '../TenantList';
import type { TabProps } from '../TenantPage';
import { EditTenant } from './EditTenant';

/** Who it is, what it uses, and how it was made. */
export default function Summary({ tenant }: TabProps) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const [editing, setEditing] = useState(false);
  const countries = new Intl.DisplayNames([formats.locale], { type: 'region' });
  return (
    <Columns>
      <Section
        title={t('platform.tenant.business')}
        actions={
          <Button size="small" startIcon={<EditOutlined />} onClick={() => setEditing(true)}>
            {t('common.edit')}
          </Button>
        }
      >
        <Facts
          facts={[
            [t('platform.tenants.name'), tenant.name],
            [t('platform.create.slug'), tenant.slug],
            [t('platform.tenants.industry'), name('industries', tenant.profile)],
            [
              t('platform.create.country'),
              `${countries.of(tenant.country) ?? tenant.country} · ${tenant.currency}`,
            ],
            [t('platform.tenant.zone'), tenant.time_zone],
            [t('platform.create.taxId'), tenant.tax_id ?? '–'],
            [t('platform.tenant.email'), tenant.email ?? '–'],
            [t('platform.tenants.created'), formats.dateTime(tenant.created_at)],
            [
              t('platform.tenants.activity'),
              tenant.last_activity_at ? formats.relative(tenant.last_activity_at) : '–',
            ],
          ]}
        />
      </Section>
      <Section
        title={t('platform.usage.title')}
        text={
          tenant.measured_at
            ? t('platform.usage.measured', { when: formats.relative(tenant.measured_at) })
            : t('platform.usage.unmeasured')
        }
      >
        <Stack sx={{ gap: 2 }}>
          {tenant.usage.map((usage) => (
            <UsageBar key={usage.resource} usage={usage} />
          ))}
        </Stack>
      </Section>
      <Section title={t('platform.tenant.data')}>
        <Facts
          facts={[
            [
              t('platform.tenants.schema'),
              <SchemaTag key="schema" version={tenant.schema_version ?? null} />,
            ],
            [t('platform.tenants.size'), bytes(formats, tenant.size_now_bytes)],
          ]}
        />
        {tenant.steps.length > 0 && (
          <>
            <Typography variant="subtitle2" component="h3" sx={{ mt: 2.5, mb: 1 }}>
              {t('platform.tenant.steps')}
            </Typography>
            <Stack component="ol" sx={{ m: 0, p: 0, gap: 1, listStyle: 'none' }}>
              {tenant.steps.map((step) => (
                <Stack
                  component="li"
                  key={`${step.step} ${step.at}`}
                  direction="row"
                  sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}
                >
                  <Tag
                    tone={step.state === 'done' ? 'success' : 'danger'}
                    label={t(
                      step.state === 'done' ? 'platform.tenant.stepDone' : 'platform.tenant.stepFailed',
                    )}
                  />
                  <Typography variant="body2" sx={{ flex: 1 }}>
                    {step.step in STEPS ? t(STEPS[step.step as keyof typeof STEPS]) : step.step}
                  </Typography>
                  <Typography variant="body2" color="text.secondary">
                    {formats.number(Math.round(step.duration_ms))} ms
                  </Typography>
                  {step.detail && (
                    <Typography variant="body2" color="error" sx={{ width: '100%' }}>
                      {step.detail}
                    </Typography>
                  )}
                </Stack>
              ))}
            </Stack>
          </>
        )}
      </Section>
      <EditTenant tenant={tenant} open={editing} onClose={() => setEditing(false)} />
    </Columns>
  );
}

const STEPS = {
  schema: 'platform.create.steps.schema',
  first_rows: 'platform.create.steps.first_rows',
  done: 'platform.create.steps.done',
} as const;
