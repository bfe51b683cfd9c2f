import { Card, Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { EditBase, useNotify } from 'react-admin';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { ProfessionalForm } from './ProfessionalForm';
import { useKind } from './useKind';

/** A professional's data: a form to whoever may change it. */
export function DataTab({ professional }: { professional: Professional }) {
  const t = useT();
  const notify = useNotify();
  const client = useQueryClient();
  const mayChange = useEverywhere()('professionals.change');
  if (!mayChange) return <Shown professional={professional} />;
  return (
    <EditBase
      resource="professionals"
      id={professional.id}
      mutationMode="pessimistic"
      redirect={false}
      mutationOptions={{
        onSuccess: () => {
          notify(t('professionals.saved'), { type: 'success' });
          void client.invalidateQueries({ queryKey: ['professionals'] });
        },
      }}
    >
      <ProfessionalForm />
    </EditBase>
  );
}

function Shown({ professional }: { professional: Professional }) {
  const t = useT();
  const kind = useKind();
  const rows = [
    [t('professionals.fields.kind'), kind(professional.kind)],
    [t('professionals.fields.specialities'), professional.specialities.join(', ')],
    [t('professionals.fields.email'), professional.email],
    [t('professionals.fields.phone'), professional.phone],
    [t('professionals.fields.commission_percent'), professional.commission_percent],
    [t('professionals.fields.accepts_online'), t(professional.accepts_online ? 'common.yes' : 'common.no')],
    [t('professionals.fields.bio'), professional.bio],
  ].filter(([, value]) => value);
  return (
    <Card sx={{ p: 2, maxWidth: 640 }}>
      <Stack component="dl" sx={{ gap: 1.5, m: 0 }}>
        {rows.map(([label, value]) => (
          <div key={label}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {label}
            </Typography>
            <Typography component="dd" sx={{ m: 0 }}>
              {value}
            </Typography>
          </div>
        ))}
      </Stack>
    </Card>
  );
}
