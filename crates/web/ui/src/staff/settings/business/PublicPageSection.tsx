import CheckCircleOutline from '@mui/icons-material/CheckCircleOutline';
import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import OpenInNew from '@mui/icons-material/OpenInNew';
import PauseCircleOutline from '@mui/icons-material/PauseCircleOutline';
import { Box, Button, Card, Link, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink } from 'react-router-dom';
import { basePath } from '../../../api/base';
import { useT } from '../../../i18n/react';
import { Tag } from '../../ui/Tag';
import { useCopy } from '../../ui/useCopy';
import { Loaded } from '../Loaded';
import { bookingSettingsQuery } from '../queries';

/** The page on which customers book: whether it is open, its address, and how it looks on a phone. */
export default function PublicPageSection() {
  return (
    <Loaded query={useQuery(bookingSettingsQuery)}>
      {({ public_booking }) => <Shown open={public_booking} />}
    </Loaded>
  );
}

function Shown({ open }: { open: boolean }) {
  const t = useT();
  const copy = useCopy();
  const address = `${location.origin}${basePath}/reservar`;
  const message = encodeURIComponent(t('settings.page.message', { address }));
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Box sx={{ display: 'flex', gap: 4, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <Stack sx={{ flex: '1 1 320px', gap: 2, minWidth: 0 }}>
          <Box>
            <Tag
              tone={open ? 'success' : 'warning'}
              icon={open ? <CheckCircleOutline /> : <PauseCircleOutline />}
              label={t(open ? 'settings.page.open' : 'settings.page.closed')}
            />
          </Box>
          <Typography color="text.secondary">{t('settings.page.text')}</Typography>
          <Link
            href={address}
            target="_blank"
            rel="noopener"
            sx={(theme) => ({
              display: 'block',
              p: 1.75,
              borderRadius: '10px',
              background: theme.tokens.sunken,
              fontWeight: 600,
              overflowWrap: 'anywhere',
            })}
          >
            {address}
          </Link>
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
            <Button
              variant="contained"
              startIcon={<ContentCopyOutlined />}
              onClick={() => void copy(address)}
            >
              {t('settings.page.copy')}
            </Button>
            <Button
              variant="outlined"
              color="inherit"
              href={`https://wa.me/?text=${message}`}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t('settings.page.whatsapp')}
            </Button>
            <Button color="inherit" endIcon={<OpenInNew />} href={address} target="_blank" rel="noopener">
              {t('settings.page.visit')}
            </Button>
          </Stack>
          {!open && (
            <Typography variant="body2">
              <Link component={RouterLink} to="/ajustes?seccion=reservas">
                {t('settings.page.howToOpen')}
              </Link>
            </Typography>
          )}
        </Stack>
      </Box>
    </Card>
  );
}
