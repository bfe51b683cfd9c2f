import { Card, Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { EditBase, Form, useNotify } from 'react-admin';
import { ApiError } from '../../api/problem';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { SaveBar } from '../ui/form/SaveBar';
import { useProblem } from '../ui/useProblem';
import { ProfessionalForm } from './ProfessionalForm';
import { useKind } from './useKind';

/** A professional's data: a form to whoever may change it. */
export function DataTab({ professional }: { professional: Professional }) {
  const t = useT();
  const notify = useNotify();
  const client = useQueryClient();
  const problem = useProblem();
  const mayChange = useEverywhere()('professionals.change');
  if (!mayChange) return <Shown professional={professional} />;
  return (
    <EditBase
      resource="professionals"
      id={professional.id}
      mutationMode="pessimistic"
      redirect={false}
      mutationOptions={{
        onError: (error: unknown) => {
          // What somebody else wrote is read; the next attempt is by that.
          if (error instanceof ApiError && error.status === 412)
            void client.invalidateQueries({ queryKey: ['professionals'] });
          // Fields show their own faults.
          if (!(error instanceof ApiError) || Object.keys(error.fields).length === 0) problem(error);
        },
        onSuccess: () => {
          notify(t('common.saved'), { type: 'success' });
          void client.invalidateQueries({ queryKey: ['professionals'] });
        },
      }}
    >
      <Form warnWhenUnsavedChanges>
        <ProfessionalForm />
        <SaveBar back="/professionals" />
      </Form>
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
