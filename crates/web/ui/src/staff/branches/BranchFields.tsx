import { AutocompleteInput, maxLength, regex, required, TextInput } from 'react-admin';
import { useT } from '../../i18n/react';
import { useTenant } from '../core/me';
import { FormCard } from '../ui/form/FormCard';

const ZONES = Intl.supportedValuesOf('timeZone').map((id) => ({ id, name: id.replaceAll('_', ' ') }));

/** What is known of a branch. */
export function BranchFields() {
  const t = useT();
  const { time_zone } = useTenant();
  return (
    <FormCard>
      <TextInput source="name" label={t('branches.name')} validate={[required(), maxLength(120)]} />
      <TextInput
        source="code"
        label={t('branches.code')}
        helperText={t('branches.codeHint')}
        parse={(value: string) => value.toUpperCase()}
        validate={[required(), regex(/^[A-Z0-9]{1,8}$/, t('branches.codeFault'))]}
      />
      <TextInput
        source="address"
        label={t('branches.address')}
        helperText={false}
        validate={maxLength(200)}
      />
      <TextInput
        source="phone"
        type="tel"
        label={t('branches.phone')}
        helperText={false}
        validate={maxLength(40)}
      />
      <AutocompleteInput
        source="time_zone"
        label={t('branches.timeZone')}
        choices={ZONES}
        helperText={t('branches.timeZoneHint', { zone: time_zone.replaceAll('_', ' ') })}
      />
    </FormCard>
  );
}
