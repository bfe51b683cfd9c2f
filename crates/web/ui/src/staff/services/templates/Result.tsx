import TaskAltOutlined from '@mui/icons-material/TaskAltOutlined';
import { Alert, Box, Button, Card, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { ImportedServices } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { Notice } from '../../ui/Notice';

const REASONS = ['template_unknown', 'price_missing', 'name_taken', 'not_chosen'] as const;

interface ResultProps {
  result: ImportedServices;
  nameOf: (code: string) => string;
  again: () => void;
}

/** What became of an import: what is new, what was there, and what was left out and why. */
export function Result({ result, nameOf, again }: ResultProps) {
  const t = useT();
  const { imported, already_there, skipped } = result;
  return (
    <Card role="status">
      <Notice
        icon={TaskAltOutlined}
        title={
          imported > 0
            ? t('services.templates.done', { smart_count: imported })
            : t('services.templates.doneNone')
        }
        text={already_there > 0 && t('services.templates.alreadyThere', { smart_count: already_there })}
        action={
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', justifyContent: 'center', mt: 1 }}>
            <Button onClick={again}>{t('services.templates.again')}</Button>
            <Button variant="contained" component={Link} to="/services">
              {t('services.templates.see')}
            </Button>
          </Stack>
        }
      />
      {skipped.length > 0 && (
        <Alert severity="warning" sx={{ m: 2, mt: 0 }}>
          <Typography sx={{ fontWeight: 600 }}>{t('services.templates.skipped')}</Typography>
          <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
            {skipped.map(({ code, reason }) => (
              <li key={code}>
                {nameOf(code)}:{' '}
                {t(`services.templates.reasons.${REASONS.find((known) => known === reason) ?? 'other'}`)}
              </li>
            ))}
          </Box>
        </Alert>
      )}
    </Card>
  );
}
