import Add from '@mui/icons-material/Add';
import ContentCutOutlined from '@mui/icons-material/ContentCutOutlined';
import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { DataTable, ListBase, useRefresh } from 'react-admin';
import { done, ifMatch } from '../../api/client';
import type { PlatformTemplate } from '../../api/schema';
import { useT } from '../../i18n/react';
import { FilterSelect } from '../../staff/ui/list/FilterSelect';
import { ListBody } from '../../staff/ui/list/ListBody';
import { RowTarget } from '../../staff/ui/list/rows';
import { SearchBox } from '../../staff/ui/list/SearchBox';
import { Notice } from '../../staff/ui/Notice';
import { Page } from '../../staff/ui/Page';
import { Tag } from '../../staff/ui/Tag';
import { useProblem } from '../../staff/ui/useProblem';
import { useNames } from '../core/names';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { TemplateDialog } from './TemplateDialog';

const asTemplate = (row: object) => row as PlatformTemplate;

/** Services that businesses of an industry may begin with. */
export default function Templates() {
  const t = useT();
  const { name, choices } = useNames();
  const [editing, setEditing] = useState<PlatformTemplate | 'new' | null>(null);
  return (
    <ListBase
      resource="service-templates"
      perPage={50}
      sort={{ field: 'industry', order: 'ASC' }}
      exporter={false}
      queryOptions={{ onError: () => undefined }}
    >
      <RowTarget.Provider value={() => null}>
        <Page
          title={t('platform.templates.title')}
          subtitle={t('platform.templates.subtitle')}
          actions={
            <Button variant="contained" startIcon={<Add />} onClick={() => setEditing('new')}>
              {t('platform.templates.add')}
            </Button>
          }
        >
          <Stack direction="row" sx={{ gap: 1.5, mb: 2, flexWrap: 'wrap', alignItems: 'center' }}>
            <SearchBox label={t('platform.templates.search')} />
            <FilterSelect
              source="industry"
              label={t('platform.tenants.industry')}
              choices={choices('industries')}
            />
            <FilterSelect
              source="is_active"
              label={t('platform.templates.offered')}
              choices={[
                { id: 'true', name: t('common.yes') },
                { id: 'false', name: t('common.no') },
              ]}
            />
          </Stack>
          <ListBody
            empty={<Notice icon={ContentCutOutlined} title={t('platform.templates.empty')} />}
            card={(row) => (
              <Stack sx={{ gap: 1 }}>
                <What template={asTemplate(row)} />
                <Typography variant="body2" color="text.secondary">
                  {name('industries', asTemplate(row).industry)} ·{' '}
                  {t('common.minutesShort', { minutes: asTemplate(row).minutes })}
                </Typography>
                <Prices template={asTemplate(row)} />
                <Verbs template={asTemplate(row)} edit={setEditing} />
              </Stack>
            )}
          >
            <DataTable.Col
              source="name"
              label={t('platform.templates.name')}
              render={(row) => <What template={asTemplate(row)} />}
            />
            <DataTable.Col
              source="industry"
              label={t('platform.tenants.industry')}
              render={(row) => name('industries', asTemplate(row).industry)}
            />
            <DataTable.Col
              source="minutes"
              label={t('platform.templates.minutes')}
              render={(row) => t('common.minutesShort', { minutes: asTemplate(row).minutes })}
            />
            <DataTable.Col
              source="prices"
              disableSort
              label={t('platform.templates.prices')}
              render={(row) => <Prices template={asTemplate(row)} />}
            />
            <DataTable.Col
              source="verbs"
              disableSort
              label=""
              render={(row) => <Verbs template={asTemplate(row)} edit={setEditing} />}
            />
          </ListBody>
          {editing && (
            <TemplateDialog template={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
          )}
        </Page>
      </RowTarget.Provider>
    </ListBase>
  );
}

function What({ template }: { template: PlatformTemplate }) {
  const t = useT();
  return (
    <Stack sx={{ gap: 0.5, maxWidth: 460 }}>
      <Stack direction="row" sx={{ gap: 0.75, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography sx={{ fontWeight: 600 }}>{template.name}</Typography>
        {template.popular && <Tag tone="primary" label={t('platform.templates.popular')} />}
        {!template.is_active && <Tag label={t('platform.templates.retired')} />}
        {template.origin === 'platform' && <Tag tone="info" label={t('platform.templates.own')} />}
      </Stack>
      <Typography variant="body2" color="text.secondary">
        {template.category} · {template.description}
      </Typography>
    </Stack>
  );
}

/** Suggested prices: each in its own currency, as they were written. */
function Prices({ template }: { template: PlatformTemplate }) {
  return (
    <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
      {Object.entries(template.prices)
        .map(([currency, price]) => `${currency} ${price}`)
        .join(' · ') || '–'}
    </Typography>
  );
}

function Verbs({
  template,
  edit,
}: {
  template: PlatformTemplate;
  edit: (template: PlatformTemplate) => void;
}) {
  const t = useT();
  const problem = useProblem();
  const refresh = useRefresh();
  const params = { path: { code: template.code }, header: ifMatch(template.version) };
  const turn = useAct({
    run: () =>
      template.is_active
        ? done(api.POST('/api/v1/platform/service-templates/{code}/retire', { params }))
        : done(api.POST('/api/v1/platform/service-templates/{code}/restore', { params })),
    said: t('common.saved'),
    after: refresh,
  });
  return (
    <Stack direction="row" sx={{ gap: 0.5, justifyContent: { md: 'flex-end' } }}>
      <Button
        size="small"
        onClick={() => edit(template)}
        aria-label={t('platform.templates.edit', { name: template.name })}
      >
        {t('common.edit')}
      </Button>
      <Button
        size="small"
        color="inherit"
        loading={turn.isPending}
        onClick={() => turn.mutate(undefined, { onError: problem })}
      >
        {t(template.is_active ? 'platform.templates.retire' : 'platform.templates.restore')}
      </Button>
    </Stack>
  );
}
