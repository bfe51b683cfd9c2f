import { Box } from '@mui/material';
import {
  AutocompleteInput,
  BooleanInput,
  NumberInput,
  ReferenceInput,
  required,
  TextInput,
} from 'react-admin';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { FormCard } from '../ui/form/FormCard';
import { ColorInput, KindInput, SpecialitiesInput } from './inputs';

interface ProfessionalFormProps {
  /** Somebody new has no state yet, and no place. */
  isNew?: boolean;
}

/** The data of a professional. */
export function ProfessionalForm({ isNew = false }: ProfessionalFormProps) {
  const t = useT();
  const can = useCan();
  const field = (
    name:
      | 'full_name'
      | 'email'
      | 'phone'
      | 'bio'
      | 'commission_percent'
      | 'position'
      | 'is_active'
      | 'accepts_online',
  ) => ({ source: name, label: t(`professionals.fields.${name}`) });
  return (
    <Box sx={{ display: 'grid', columnGap: 2, gridTemplateColumns: { lg: '1fr 1fr' }, alignItems: 'start' }}>
      <Box>
        <FormCard columns={1} title={t('professionals.sections.person')}>
          <TextInput
            {...field('full_name')}
            validate={required(t('professionals.required'))}
            autoFocus={isNew}
          />
          <KindInput source="kind" />
          <SpecialitiesInput source="specialities" />
          <ColorInput source="color" />
        </FormCard>
        <FormCard title={t('professionals.sections.contact')}>
          <TextInput {...field('email')} type="email" />
          <TextInput {...field('phone')} type="tel" />
        </FormCard>
      </Box>
      <Box>
        <FormCard columns={1} title={t('professionals.sections.work')}>
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
            min={0}
            max={100}
            step={0.5}
            // Decimals are text in the API.
            parse={(text: string) => text}
            format={(value: string | null) => value ?? ''}
          />
          {!isNew && (
            <NumberInput
              {...field('position')}
              step={1}
              helperText={t('professionals.fields.positionHint')}
            />
          )}
          {!isNew && (
            <BooleanInput {...field('is_active')} helperText={t('professionals.fields.is_activeHint')} />
          )}
        </FormCard>
        <FormCard columns={1} title={t('professionals.sections.customers')}>
          <TextInput {...field('bio')} multiline minRows={3} helperText={t('professionals.fields.bioHint')} />
          <BooleanInput helperText={false} {...field('accepts_online')} defaultValue={true} />
        </FormCard>
      </Box>
    </Box>
  );
}
