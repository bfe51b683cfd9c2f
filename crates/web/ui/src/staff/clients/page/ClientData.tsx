import EditOutlined from '@mui/icons-material/EditOutlined';
import { Box, Button, Card, Divider, Stack, Typography } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link } from 'react-router-dom';
import type { Client } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { phoneText } from '../../agenda/phone';
import { useCan } from '../../core/me';
import { ageOn, documentKind, preferredContact } from '../client';
import { timelineQuery } from '../queries';
import { CONSENTS, purposeOf } from './happened';

/** What is known of a client, and what they agreed to. */
export function ClientData({ client }: { client: Client }) {
  const t = useT();
  const formats = useFormats();
  const mayChange = useCan()('clients.change') && !client.deleted_at;
  const { birthday, document_kind, document_number, phone } = client;
  const rows: [string, string | null | undefined][] = [
    [t('clients.form.first_name'), client.first_name],
    [t('clients.form.last_name'), client.last_name],
    [
      document_kind
        ? t(`clients.documents.${documentKind(document_kind)}`)
        : t('clients.form.document_number'),
      document_number,
    ],
    [
      t('clients.form.birthday'),
      birthday &&
        `${formats.date(birthday)} (${t('clients.form.age', { smart_count: ageOn(birthday, formats.today()) })})`,
    ],
    [t('clients.form.phone'), phone && phoneText(phone)],
    [t('clients.form.email'), client.email],
    [t('clients.form.preferred_contact'), t(`clients.contact.${preferredContact(client.preferred_contact)}`)],
    [t('clients.form.tags'), client.tags.join(', ')],
    [t('clients.form.notes'), client.notes],
  ];
  return (
    <Card sx={{ p: { xs: 2, sm: 3 }, maxWidth: 820 }}>
      <Box
        component="dl"
        sx={{
          m: 0,
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', sm: 'minmax(160px, 1fr) 2fr' },
          columnGap: 3,
          rowGap: { xs: 0.25, sm: 1.5 },
        }}
      >
        {rows.map(([label, value]) => (
          <Fragment key={label}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {label}
            </Typography>
            <Typography
              component="dd"
              sx={{ m: 0, mb: { xs: 1.5, sm: 0 }, overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}
              color={value ? 'text.primary' : 'text.secondary'}
            >
              {value || t('clients.data.empty')}
            </Typography>
          </Fragment>
        ))}
      </Box>
      <Divider sx={{ my: 2 }} />
      <Consents client={client.id} />
      <Divider sx={{ my: 2 }} />
      <Stack direction="row" sx={{ alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Typography variant="body2" color="text.secondary" sx={{ flex: 1 }}>
          {t('clients.data.created', { day: formats.date(client.created_at) })} ·{' '}
          {t('clients.data.changed', { when: formats.relative(client.updated_at) })}
        </Typography>
        {mayChange && (
          <Button
            variant="outlined"
            startIcon={<EditOutlined />}
            component={Link}
            to={`/clients/${client.id}`}
          >
            {t('clients.page.edit')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

/** What a client agreed to, by what happened: the newest first. */
function Consents({ client }: { client: string }) {
  const t = useT();
  const formats = useFormats();
  const { data } = useInfiniteQuery(timelineQuery(client, CONSENTS));
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section>
      <Typography variant="h4" component="h2" sx={{ mb: 0.5 }}>
        {t('clients.data.consents')}
      </Typography>
      {entries.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          {t('clients.data.noConsents')}
        </Typography>
      )}
      {entries.map((entry) => (
        <Typography key={entry.id} variant="body2">
          {purposeOf(entry, t)}:{' '}
          {t(entry.kind === 'consent_given' ? 'clients.data.given' : 'clients.data.withdrawn', {
            day: formats.dateTime(entry.at),
          })}
        </Typography>
      ))}
    </section>
  );
}
