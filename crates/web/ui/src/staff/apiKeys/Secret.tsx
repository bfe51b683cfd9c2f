import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import { Alert, Box, Button, Card, Stack } from '@mui/material';
import { Link } from 'react-router-dom';
import type { CreatedApiKey } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Page } from '../ui/Page';
import { useCopy } from '../ui/useCopy';

/** The key itself: shown this once, and kept nowhere. */
export function Secret({ made }: { made: CreatedApiKey }) {
  const t = useT();
  const copy = useCopy();
  return (
    <Page title={made.api_key.name} subtitle={t('apiKeys.made')}>
      <Card sx={{ p: { xs: 2, sm: 3 }, maxWidth: 760 }}>
        <Alert severity="warning" sx={{ mb: 2 }}>
          {t('apiKeys.once')}
        </Alert>
        <Box
          component="code"
          data-testid="key"
          sx={(theme) => ({
            display: 'block',
            p: 2,
            borderRadius: '10px',
            background: theme.tokens.sunken,
            fontSize: '1rem',
            overflowWrap: 'anywhere',
            userSelect: 'all',
          })}
        >
          {made.key}
        </Box>
        <Stack direction="row" sx={{ gap: 1, mt: 2, justifyContent: 'flex-end', flexWrap: 'wrap' }}>
          <Button
            autoFocus
            variant="contained"
            startIcon={<ContentCopyOutlined />}
            onClick={() => void copy(made.key)}
          >
            {t('apiKeys.copy')}
          </Button>
          <Button color="inherit" component={Link} to="/claves">
            {t('apiKeys.kept')}
          </Button>
        </Stack>
      </Card>
    </Page>
  );
}
