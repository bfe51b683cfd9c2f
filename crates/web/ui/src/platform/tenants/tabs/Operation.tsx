import { Button, Link, Stack, Typography } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { done } from '../../../api/client';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useProblem } from '../../../staff/ui/useProblem';
import { api } from '../../core/session';
import { useAct } from '../../core/useAct';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { Section } from '../../ui/Section';
import type { TabProps } from '../TenantPage';

type Verb = 'maintenance' | 'suspend' | 'delete';

const DELETED = ['deleting', 'deleted'];

/** What an operator does with a business: backups and upgrades, maintenance, suspension, and its end. */
export default function Operation({ tenant }: TabProps) {
  const t = useT();
  const formats = useFormats();
  const problem = useProblem();
  const [verb, setVerb] = useState<Verb | null>(null);
  const at = { params: { path: { id: tenant.id } } };
  const backup = useAct({
    run: () => done(api.POST('/api/v1/platform/tenants/{id}/backup', at)),
    said: t('platform.operation.backupAsked'),
  });
  const migrate = useAct({
    run: () => done(api.POST('/api/v1/platform/tenants/{id}/migrate', at)),
    said: t('platform.operation.migrateAsked'),
  });
  const activate = useAct({
    run: () => done(api.POST('/api/v1/platform/tenants/{id}/activate', at)),
    said: t('platform.operation.activated'),
  });
  const restore = useAct({
    run: () => done(api.POST('/api/v1/platform/tenants/{id}/restore', at)),
    said: t('platform.operation.restored'),
  });
  const quick = { onError: problem };
  const deleted = DELETED.includes(tenant.state);
  return (
    <Stack sx={{ gap: 2 }}>
      {!deleted && (
        <Section title={t('platform.operation.care')}>
          <Line title={t('platform.operation.backup')} text={t('platform.operation.backupText')}>
            <Button
              variant="outlined"
              loading={backup.isPending}
              onClick={() => backup.mutate(undefined, quick)}
            >
              {t('platform.operation.backup')}
            </Button>
          </Line>
          <Line title={t('platform.operation.migrate')} text={t('platform.operation.migrateText')}>
            <Button
              variant="outlined"
              loading={migrate.isPending}
              onClick={() => migrate.mutate(undefined, quick)}
            >
              {t('platform.operation.migrate')}
            </Button>
          </Line>
          <Typography variant="body2" color="text.secondary">
            <Link component={RouterLink} to="/jobs">
              {t('platform.operation.seeJobs')}
            </Link>
          </Typography>
        </Section>
      )}
      {!deleted && (
        <Section title={t('platform.operation.access')}>
          {tenant.state === 'active' ? (
            <>
              <Line
                title={t('platform.operation.maintenance')}
                text={t('platform.operation.maintenanceText')}
              >
                <Button variant="outlined" onClick={() => setVerb('maintenance')}>
                  {t('platform.operation.maintenanceDo')}
                </Button>
              </Line>
              <Line title={t('platform.operation.suspend')} text={t('platform.operation.suspendText')}>
                <Button variant="outlined" color="error" onClick={() => setVerb('suspend')}>
                  {t('platform.operation.suspendDo')}
                </Button>
              </Line>
            </>
          ) : (
            <Line title={t('platform.operation.activate')} text={t('platform.operation.activateText')}>
              <Button
                variant="contained"
                loading={activate.isPending}
                onClick={() => activate.mutate(undefined, quick)}
              >
                {t('platform.operation.activateDo')}
              </Button>
            </Line>
          )}
        </Section>
      )}
      <Section title={t('platform.operation.danger')}>
        {deleted ? (
          <Line
            title={t('platform.operation.restore')}
            text={
              tenant.purge_after
                ? t('platform.operation.restoreText', { date: formats.dateTime(tenant.purge_after) })
                : t('platform.operation.purged')
            }
          >
            {tenant.purge_after && (
              <Button
                variant="contained"
                loading={restore.isPending}
                onClick={() => restore.mutate(undefined, quick)}
              >
                {t('platform.operation.restoreDo')}
              </Button>
            )}
          </Line>
        ) : (
          <Line title={t('platform.operation.delete')} text={t('platform.operation.deleteText')}>
            <Button variant="contained" color="error" onClick={() => setVerb('delete')}>
              {t('platform.operation.deleteDo')}
            </Button>
          </Line>
        )}
      </Section>
      {verb && <Ask key={verb} tenant={tenant} verb={verb} onClose={() => setVerb(null)} />}
    </Stack>
  );
}

function Line({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Stack
      direction={{ xs: 'column', sm: 'row' }}
      sx={{
        gap: 1.5,
        alignItems: { sm: 'center' },
        justifyContent: 'space-between',
        '& + &': { mt: 2.5 },
        mb: 1,
      }}
    >
      <div>
        <Typography sx={{ fontWeight: 650 }}>{title}</Typography>
        <Typography variant="body2" color="text.secondary" sx={{ maxWidth: '62ch' }}>
          {text}
        </Typography>
      </div>
      <Stack sx={{ flexShrink: 0 }}>{children}</Stack>
    </Stack>
  );
}

function Ask({ tenant, verb, onClose }: TabProps & { verb: Verb; onClose: () => void }) {
  const t = useT();
  const params = { path: { id: tenant.id } };
  const act = useAct({
    run: (reason: string) => {
      if (verb === 'delete')
        return done(
          api.POST('/api/v1/platform/tenants/{id}/delete', {
            params,
            body: { confirm: tenant.slug, reason },
          }),
        );
      if (verb === 'suspend')
        return done(api.POST('/api/v1/platform/tenants/{id}/suspend', { params, body: { reason } }));
      return done(api.POST('/api/v1/platform/tenants/{id}/maintenance', { params, body: { reason } }));
    },
    said: t(`platform.operation.done.${verb}`),
    after: onClose,
  });
  return (
    <ReasonDialog
      open
      danger={verb !== 'maintenance'}
      title={t(`platform.operation.ask.${verb}`, { name: tenant.name })}
      text={t(`platform.operation.${verb}Text`)}
      action={t(`platform.operation.${verb}Do`)}
      {...(verb === 'delete'
        ? { typed: { word: tenant.slug, label: t('platform.operation.typeSlug', { slug: tenant.slug }) } }
        : {})}
      pending={act.isPending}
      error={act.error}
      onConfirm={act.mutate}
      onClose={onClose}
    />
  );
}
