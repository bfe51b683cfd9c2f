import MailOutlined from '@mui/icons-material/MailOutlined';
import PhoneOutlined from '@mui/icons-material/PhoneOutlined';
import WhatsApp from '@mui/icons-material/WhatsApp';
import { Button, Stack, Typography } from '@mui/material';
import type { Client } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { phoneText, whatsApp } from '../../agenda/phone';

/** Ways to reach a client; the one they like best stands out. */
export function Contact({ client }: { client: Client }) {
  const t = useT();
  const { phone, email, preferred_contact: preferred } = client;
  if (!phone && !email) return null;
  const look = (way: string) =>
    ({
      variant: 'outlined',
      color: preferred === way ? 'primary' : 'inherit',
      sx: { minHeight: 40, minWidth: 0, maxWidth: '100%' },
    }) as const;
  return (
    <Stack direction="row" sx={{ gap: 1, mt: 2, flexWrap: 'wrap' }}>
      {phone && (
        <Button {...look('phone')} href={`tel:${phone}`} startIcon={<PhoneOutlined />}>
          {phoneText(phone)}
        </Button>
      )}
      {phone && (
        <Button
          {...look('whatsapp')}
          href={whatsApp(phone)}
          target="_blank"
          rel="noreferrer"
          startIcon={<WhatsApp />}
        >
          {t('clients.page.whatsapp')}
        </Button>
      )}
      {email && (
        <Button {...look('email')} href={`mailto:${email}`} startIcon={<MailOutlined />}>
          <Typography component="span" noWrap sx={{ font: 'inherit' }}>
            {email}
          </Typography>
        </Button>
      )}
    </Stack>
  );
}
