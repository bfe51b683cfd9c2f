import { Box, Card, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import {
  AutocompleteInput,
  BooleanInput,
  NumberInput,
  ReferenceInput,
  required,
  SaveButton,
  SimpleForm,
  TextInput,
  Toolbar,
} from 'react-admin';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { ColorInput, Hint, KindInput, SpecialitiesInput } from './inputs';

interface ProfessionalFormProps {
  /** Somebody new has no state yet, and no place. */
  isNew?: boolean;
}

/** The data of a professional. */
export function ProfessionalForm({ isNew }: ProfessionalFormProps) {
  const t = useT();
  const can = useCan();
  const field = (
    name: 'full_name' | 'email' | 'phone' | 'bio' | 'commission_percent' | 'position' | 'user_id',
  ) => ({
    source: name,
    label: t(`professionals.fields.${name}`),
  });
  return (
    <SimpleForm
      sx={{ p: '0 !important' }}
      toolbar={
        <Toolbar sx={{ mt: 2, background: 'none', px: '0 !important' }}>
          <SaveButton
            label={t(isNew ? 'professionals.create' : 'common.save')}
            alwaysEnable={isNew ?? false}
            sx={{ minHeight: 40 }}
          />
        </Toolbar>
      }
    >
      <Box
        sx={{
          width: 1,
          display: 'grid',
          gap: 2,
          gridTemplateColumns: { md: '1fr 1fr' },
          alignItems: 'start',
        }}
      >
        <Section title={t('professionals.sections.person')}>
          <TextInput
            {...field('full_name')}
            helperText={false}
            validate={required(t('professionals.required'))}
            autoFocus={isNew ?? false}
          />
          <KindInput source="kind" />
          <SpecialitiesInput source="specialities" />
          <ColorInput source="color" />
        </Section>
        <Section title={t('professionals.sections.work')}>
          {can('users.view') && (
            <ReferenceInput
              source="user_id"
              reference="users"
              filter={{ is_active: 'true' }}
              sort={{ field: 'full_name', order: 'ASC' }}
            >
              <AutocompleteInput
                label={t('professionals.fields.user_id')}
                optionText="full_name"
                filterToQuery={(q: string) => ({ q })}
                helperText={t('professionals.fields.userHint')}
              />
            </ReferenceInput>
          )}
          <NumberInput
            {...field('commission_percent')}
            helperText={false}
            min={0}
            max={100}
            step={0.5}
            // Decimals are text in the API.
            parse={(text: string) => text}
            format={(value: string | null) => value ?? ''}
          />
          {!isNew && (
            <>
              <NumberInput
                {...field('position')}
                helperText={t('professionals.fields.positionHint')}
                step={1}
              />
              <BooleanInput
                source="is_active"
                label={t('professionals.fields.is_active')}
                helperText={false}
              />
              <Hint>{t('professionals.fields.is_activeHint')}</Hint>
            </>
          )}
        </Section>
        <Section title={t('professionals.sections.contact')}>
          <TextInput {...field('email')} type="email" helperText={false} />
          <TextInput {...field('phone')} type="tel" helperText={false} />
        </Section>
        <Section title={t('professionals.sections.customers')}>
          <TextInput {...field('bio')} multiline minRows={3} helperText={t('professionals.fields.bioHint')} />
          <BooleanInput
            source="accepts_online"
            label={t('professionals.fields.accepts_online')}
            helperText={false}
            defaultValue={true}
          />
        </Section>
      </Box>
    </SimpleForm>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card sx={{ p: 2 }}>
      <Typography variant="h4" component="h2" sx={{ mb: 1.5 }}>
        {title}
      </Typography>
      <Stack sx={{ gap: 2, '& .RaInput-root, & .MuiFormControl-root': { m: 0 } }}>{children}</Stack>
    </Card>
  );
}
