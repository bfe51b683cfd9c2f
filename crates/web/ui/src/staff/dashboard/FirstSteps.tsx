import CheckCircle from '@mui/icons-material/CheckCircle';
import RadioButtonUnchecked from '@mui/icons-material/RadioButtonUnchecked';
import { Box, Button, Card, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { basePath } from '../../api/base';
import { done } from '../../api/client';
import { useT } from '../../i18n/react';
import { api } from '../core/session';

/** What a new business does first; gone when it has done that. */
export function FirstSteps({ professionals }: { professionals: number }) {
  const t = useT();
  const { data: services } = useQuery({
    queryKey: ['services', 'any'],
    queryFn: () => done(api.GET('/api/v1/services', { params: { query: { per_page: 1 } } })),
  });
  if (!services || (services.total > 0 && professionals > 0)) return null;
  const link = `${location.origin}${basePath}/reservar`;
  return (
    <Card sx={{ p: { xs: 2, md: 3 } }}>
      <Typography variant="h2" gutterBottom>
        {t('dashboard.begin.title')}
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {t('dashboard.begin.text')}
      </Typography>
      <Stack component="ol" sx={{ listStyle: 'none', p: 0, m: 0, gap: 2 }}>
        <Step
          done={services.total > 0}
          title={t('dashboard.begin.services')}
          text={t('dashboard.begin.servicesText')}
          action={
            <Button
              component={Link}
              to="/services/import"
              variant={services.total > 0 ? 'text' : 'contained'}
            >
              {t('dashboard.begin.services')}
            </Button>
          }
        />
        <Step
          done={professionals > 0}
          title={t('dashboard.begin.professionals')}
          text={t('dashboard.begin.professionalsText')}
          action={
            <Button
              component={Link}
              to="/professionals/create"
              variant={services.total > 0 ? 'contained' : 'text'}
            >
              {t('dashboard.begin.professionals')}
            </Button>
          }
        />
        <Step
          done={false}
          title={t('dashboard.begin.share')}
          text={t('dashboard.begin.shareText')}
          action={<CopyLink link={link} />}
        />
      </Stack>
    </Card>
  );
}

function CopyLink({ link }: { link: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  return (
    <Button onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>
      {copied ? t('common.copied') : t('dashboard.begin.copy')}
    </Button>
  );
}

interface StepProps {
  done: boolean;
  title: string;
  text: string;
  action: React.ReactNode;
}

function Step({ done: isDone, title, text, action }: StepProps) {
  return (
    <Stack component="li" direction="row" sx={{ gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
      {isDone ? <CheckCircle color="success" /> : <RadioButtonUnchecked color="disabled" />}
      <Box sx={{ flex: '1 1 220px' }}>
        <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
        <Typography variant="body2" color="text.secondary">
          {text}
        </Typography>
      </Box>
      {action}
    </Stack>
  );
}
