import { Alert, Box, Stack, Switch, Typography } from '@mui/material';
import { useState } from 'react';
import { done } from '../../../api/client';
import { useT } from '../../../i18n/react';
import { ConfirmDialog } from '../../../staff/ui/ConfirmDialog';
import { missing, moduleNames, type ModuleName } from '../../core/modules';
import { api } from '../../core/session';
import { useAct } from '../../core/useAct';
import { Section } from '../../ui/Section';
import type { TabProps } from '../TenantPage';

/** What a business has of the product. Modules can be added; what one builds on comes along. */
export default function Modules({ tenant }: TabProps) {
  const t = useT();
  const [chosen, setChosen] = useState<ModuleName | null>(null);
  const [asked, setAsked] = useState<string[]>([]);
  const making = asked.filter((module) => !tenant.modules.includes(module));
  const enable = useAct({
    run: (modules: ModuleName[]) =>
      done(
        api.POST('/api/v1/platform/tenants/{id}/modules', {
          params: { path: { id: tenant.id } },
          body: { modules },
        }),
      ),
    said: t('platform.modules.asked'),
    after: (_job, modules) => {
      setAsked((now) => [...now, ...modules]);
      setChosen(null);
    },
  });
  const along = chosen ? missing(chosen, tenant.modules) : [];
  return (
    <Section title={t('platform.tenant.tabs.modules')} text={t('platform.modules.text')}>
      {making.length > 0 && (
        <Alert severity="info" aria-live="polite" sx={{ mb: 2 }}>
          {t('platform.modules.making', {
            modules: making.map((m) => t(`platform.modules.names.${m as ModuleName}`)).join(', '),
          })}
        </Alert>
      )}
      <Box
        component="ul"
        sx={{
          m: 0,
          p: 0,
          listStyle: 'none',
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
        }}
      >
        {moduleNames.map((module) => {
          const on = tenant.modules.includes(module);
          const title = t(`platform.modules.names.${module}`);
          return (
            <Stack
              key={module}
              component="li"
              direction="row"
              sx={{
                gap: 1,
                alignItems: 'flex-start',
                p: 1.5,
                border: 1,
                borderColor: 'divider',
                borderRadius: 2.5,
              }}
            >
              <Box sx={{ flex: 1 }}>
                <Typography sx={{ fontWeight: 650 }}>{title}</Typography>
                <Typography variant="body2" color="text.secondary">
                  {t(`platform.modules.about.${module}`)}
                </Typography>
              </Box>
              <Switch
                checked={on || making.includes(module)}
                disabled={on || making.includes(module)}
                onChange={() => setChosen(module)}
                slotProps={{ input: { 'aria-label': title } }}
              />
            </Stack>
          );
        })}
      </Box>
      <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
        {t('platform.modules.stay')}
      </Typography>
      <ConfirmDialog
        open={chosen !== null}
        title={t('platform.modules.enable', { module: chosen ? t(`platform.modules.names.${chosen}`) : '' })}
        action={t('platform.modules.do')}
        pending={enable.isPending}
        error={enable.error}
        onConfirm={() => chosen && enable.mutate([...along, chosen])}
        onClose={() => setChosen(null)}
      >
        {t('platform.modules.enableText', { name: tenant.name })}
        {along.length > 0 && (
          <Box component="span" sx={{ display: 'block', mt: 1 }}>
            {t('platform.modules.along', {
              modules: along.map((m) => t(`platform.modules.names.${m}`)).join(', '),
            })}
          </Box>
        )}
      </ConfirmDialog>
    </Section>
  );
}
