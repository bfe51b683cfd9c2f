import CakeOutlined from '@mui/icons-material/CakeOutlined';
import DoNotDisturbOnOutlined from '@mui/icons-material/DoNotDisturbOnOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import { Alert, Box, Button, Chip, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { Client } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useCan, useModule } from '../../core/me';
import { ageOn, documentKind, nameOf, nextBirthday } from '../client';
import { ClientFace } from '../ClientFace';
import { RestoreButton } from '../RestoreButton';
import { TagChips } from '../TagChips';
import { Alerts } from './Alerts';
import { Contact } from './Contact';
import { PageMenu } from './PageMenu';

/** Who it is, how to reach them, what to know of them, and what to do now. */
export function Header({ client }: { client: Client }) {
  const t = useT();
  const formats = useFormats();
  const name = nameOf(client);
  const { deleted_at } = client;
  return (
    <Box component="header" sx={{ mb: 2.5 }}>
      <Stack
        direction={{ xs: 'column', md: 'row' }}
        sx={{ gap: 2, alignItems: { md: 'flex-start' }, justifyContent: 'space-between' }}
      >
        <Stack direction="row" sx={{ gap: { xs: 1.5, sm: 2 }, alignItems: 'center', minWidth: 0 }}>
          <ClientFace name={name} size={72} />
          <Box sx={{ minWidth: 0 }}>
            <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
              {name}
            </Typography>
            <Facts client={client} />
            <Signs client={client} />
          </Box>
        </Stack>
        {!deleted_at && <Actions client={client} />}
      </Stack>
      {deleted_at && (
        <Alert
          severity="warning"
          sx={{ mt: 2, alignItems: 'center' }}
          action={<RestoreButton client={client} />}
        >
          {t('clients.page.wasDeleted', { day: formats.date(deleted_at) })}
        </Alert>
      )}
      {!deleted_at && <Contact client={client} />}
      <Alerts client={client.id} />
    </Box>
  );
}

/** Age and document, in a line. */
function Facts({ client }: { client: Client }) {
  const t = useT();
  const formats = useFormats();
  const { birthday, document_kind, document_number } = client;
  const age = birthday ? t('clients.form.age', { smart_count: ageOn(birthday, formats.today()) }) : '';
  const document = document_number
    ? `${t(`clients.documentsShort.${documentKind(document_kind ?? '')}`)} ${document_number}`
    : '';
  const facts = [age, document].filter(Boolean).join(' · ');
  return facts ? <Typography color="text.secondary">{facts}</Typography> : null;
}

/** Tags, a birthday that is near, and that somebody wants to be left alone. */
function Signs({ client }: { client: Client }) {
  const t = useT();
  const formats = useFormats();
  const today = formats.today();
  const birthday = client.birthday ? nextBirthday(client.birthday, today) : null;
  const near = birthday !== null && birthday <= formats.addDays(today, 7);
  const alone = client.preferred_contact === 'none';
  if (!near && !alone && client.tags.length === 0) return null;
  return (
    <Stack direction="row" sx={{ gap: 0.75, mt: 1, flexWrap: 'wrap' }}>
      {near && (
        <Chip
          size="small"
          color="primary"
          icon={<CakeOutlined />}
          label={
            birthday === today
              ? t('clients.page.birthdayToday')
              : t('clients.page.birthdaySoon', { day: formats.dayLong(birthday) })
          }
        />
      )}
      {alone && (
        <Chip
          size="small"
          color="warning"
          variant="outlined"
          icon={<DoNotDisturbOnOutlined />}
          label={t('clients.page.doNotContact')}
        />
      )}
      <TagChips tags={client.tags} />
    </Stack>
  );
}

function Actions({ client }: { client: Client }) {
  const t = useT();
  const can = useCan();
  const books = useModule('scheduling') && can('appointments.add');
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flex: 'none' }}>
      {books && (
        <Button
          variant="contained"
          startIcon={<EventAvailableOutlined />}
          component={Link}
          to={`/agenda?nueva=1&client=${client.id}`}
          sx={{ flex: { xs: 1, sm: 'none' } }}
        >
          {t('clients.page.book')}
        </Button>
      )}
      {can('clients.change') && (
        <Button variant="outlined" startIcon={<EditOutlined />} component={Link} to={`/clients/${client.id}`}>
          {t('clients.page.edit')}
        </Button>
      )}
      <PageMenu client={client} />
    </Stack>
  );
}
