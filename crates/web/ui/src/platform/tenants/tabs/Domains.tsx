import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import PublicOutlined from '@mui/icons-material/PublicOutlined';
import { Alert, Button, IconButton, List, ListItem, ListItemText, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { done } from '../../../api/client';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { ConfirmDialog } from '../../../staff/ui/ConfirmDialog';
import { Notice } from '../../../staff/ui/Notice';
import { Tag } from '../../../staff/ui/Tag';
import { useProblem } from '../../../staff/ui/useProblem';
import { describe } from '../../../ui/describe';
import { api } from '../../core/session';
import { useAct } from '../../core/useAct';
import { Loaded } from '../../ui/Loaded';
import { Section } from '../../ui/Section';
import type { TabProps } from '../TenantPage';

/** A business's own domains, and what its registrar has to be told. */
export default function Domains({ tenant }: TabProps) {
  const t = useT();
  const formats = useFormats();
  const problem = useProblem();
  const [removing, setRemoving] = useState<string | null>(null);
  const path = (domain: string) => ({ params: { path: { id: tenant.id, domain } } });
  const query = useQuery({
    queryKey: ['tenant', tenant.id, 'domains'],
    queryFn: () =>
      done(api.GET('/api/v1/platform/tenants/{id}/domains', { params: { path: { id: tenant.id } } })),
  });
  const prefer = useAct({
    run: (domain: string) =>
      done(api.POST('/api/v1/platform/tenants/{id}/domains/{domain}/make-primary', path(domain))),
    said: t('common.saved'),
  });
  const remove = useAct({
    run: (domain: string) => done(api.DELETE('/api/v1/platform/tenants/{id}/domains/{domain}', path(domain))),
    said: t('platform.domains.removed'),
    after: () => setRemoving(null),
  });
  return (
    <Section
      title={t('platform.tenant.tabs.domains')}
      text={t('platform.domains.text', { host: hostOf(tenant.url) })}
    >
      <Add tenant={tenant} />
      <Loaded query={query} height={160}>
        {(domains) =>
          domains.length === 0 ? (
            <Notice icon={PublicOutlined} title={t('platform.domains.empty')} />
          ) : (
            <List>
              {domains.map(({ domain, is_primary, created_at }) => (
                <ListItem key={domain} divider disableGutters sx={{ gap: 1, flexWrap: 'wrap' }}>
                  <ListItemText
                    primary={domain}
                    secondary={t('platform.domains.since', { date: formats.date(created_at) })}
                  />
                  {is_primary ? (
                    <Tag tone="success" label={t('platform.domains.primary')} />
                  ) : (
                    <Button size="small" onClick={() => prefer.mutate(domain, { onError: problem })}>
                      {t('platform.domains.prefer')}
                    </Button>
                  )}
                  <IconButton
                    aria-label={t('platform.domains.remove', { domain })}
                    onClick={() => setRemoving(domain)}
                  >
                    <DeleteOutlined fontSize="small" />
                  </IconButton>
                </ListItem>
              ))}
            </List>
          )
        }
      </Loaded>
      <Alert severity="info" icon={<PublicOutlined />} sx={{ mt: 2 }}>
        {t('platform.domains.dns', { host: hostOf(tenant.url) })}
      </Alert>
      <ConfirmDialog
        open={removing !== null}
        danger
        title={t('platform.domains.remove', { domain: removing ?? '' })}
        action={t('common.remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => removing !== null && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      >
        {t('platform.domains.removeText')}
      </ConfirmDialog>
    </Section>
  );
}

function hostOf(url: string | null | undefined): string {
  return url ? new URL(url).host : '–';
}

function Add({ tenant }: TabProps) {
  const t = useT();
  const [domain, setDomain] = useState('');
  const add = useAct({
    run: () =>
      done(
        api.POST('/api/v1/platform/tenants/{id}/domains', {
          params: { path: { id: tenant.id } },
          body: { domain: domain.trim().toLowerCase() },
        }),
      ),
    said: t('platform.domains.added'),
    after: () => setDomain(''),
  });
  return (
    <Stack
      component="form"
      direction="row"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
      sx={{ gap: 1, alignItems: 'flex-start', flexWrap: 'wrap', mb: 1 }}
    >
      <TextField
        label={t('platform.domains.domain')}
        placeholder="citas.miclinica.com"
        value={domain}
        onChange={({ target }) => setDomain(target.value)}
        error={add.error !== null}
        helperText={add.error === null ? undefined : describe(add.error, t)}
        sx={{ flex: '1 1 260px', maxWidth: 420 }}
        slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'none', inputMode: 'url' } }}
      />
      <Button type="submit" variant="contained" disabled={domain.trim() === ''} loading={add.isPending}>
        {t('common.add')}
      </Button>
    </Stack>
  );
}
