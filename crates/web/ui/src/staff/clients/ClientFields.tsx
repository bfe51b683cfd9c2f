import { useQuery } from '@tanstack/react-query';
import { DateInput, required, SelectInput, TextInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useTenant } from '../core/me';
import { FormCard } from '../ui/form/FormCard';
import { ManyInput } from '../ui/form/ManyInput';
import { ageOn, CONTACTS, documentKind, documentKinds } from './client';
import { PhoneInput } from './PhoneInput';
import { tagsQuery } from './queries';
import { SameNotice } from './SameNotice';

/** The fields of a client, new or not. */
export function ClientFields({ isNew = false }: { isNew?: boolean }) {
  const t = useT();
  const { data: tags = [] } = useQuery(tagsQuery);
  return (
    <>
      <FormCard title={t('clients.form.person')}>
        <TextInput
          source="first_name"
          label={t('clients.form.first_name')}
          validate={required(t('clients.form.required'))}
          autoFocus={isNew}
          autoComplete="off"
          slotProps={{ htmlInput: { maxLength: 120 } }}
        />
        <TextInput
          source="last_name"
          label={t('clients.form.last_name')}
          autoComplete="off"
          slotProps={{ htmlInput: { maxLength: 120 } }}
        />
        <Document />
        <Birthday />
      </FormCard>
      <FormCard title={t('clients.form.contact')} text={t('clients.form.contactText')}>
        <PhoneInput source="phone" label={t('clients.form.phone')} />
        <TextInput source="email" type="email" label={t('clients.form.email')} autoComplete="off" />
        <SameNotice of="phone" />
        <SelectInput
          source="preferred_contact"
          label={t('clients.form.preferred_contact')}
          choices={CONTACTS.map((id) => ({ id, name: t(`clients.contact.${id}`) }))}
          translateChoice={false}
          defaultValue="whatsapp"
          validate={required()}
        />
      </FormCard>
      <FormCard title={t('clients.form.more')} columns={1}>
        <ManyInput
          source="tags"
          label={t('clients.form.tags')}
          hint={t('clients.form.tagsHint')}
          choices={tags.map((tag) => ({ id: tag, name: tag }))}
          free
          tidy={(word) => word.toLowerCase().replaceAll(',', ' ').replace(/\s+/g, ' ').trim()}
          most={20}
        />
        <TextInput
          source="notes"
          label={t('clients.form.notes')}
          helperText={t('clients.form.notesHint')}
          multiline
          minRows={2}
          slotProps={{ htmlInput: { maxLength: 5000 } }}
        />
      </FormCard>
    </>
  );
}

/** Kind and number come together, or not at all. */
function Document() {
  const t = useT();
  const { country } = useTenant();
  const { setValue } = useFormContext();
  const [kind, number] = useWatch({ name: ['document_kind', 'document_number'] }) as (string | null)[];
  const offered = documentKinds(country);
  // One from elsewhere that is there already can stay.
  const kinds = kind && !offered.includes(documentKind(kind)) ? [...offered, documentKind(kind)] : offered;
  return (
    <>
      <SelectInput
        source="document_kind"
        label={t('clients.form.document_kind')}
        choices={kinds.map((id) => ({ id, name: t(`clients.documents.${id}`) }))}
        translateChoice={false}
        emptyText={t('common.none')}
        validate={(value: string | null) =>
          number && !value ? t('clients.form.documentKindNeeded') : undefined
        }
      />
      <TextInput
        source="document_number"
        label={t('clients.form.document_number')}
        autoComplete="off"
        slotProps={{ htmlInput: { maxLength: 40 } }}
        validate={(value: string | null) =>
          kind && !value ? t('clients.form.documentNumberNeeded') : undefined
        }
        onChange={(event) => {
          const typed = (event as { target?: { value?: string } } | undefined)?.target?.value;
          // The usual kind of the country, until somebody says another.
          if (typed && !kind) setValue('document_kind', offered[0], { shouldDirty: true });
        }}
      />
      <SameNotice of="document" />
    </>
  );
}

function Birthday() {
  const t = useT();
  const formats = useFormats();
  const birthday = useWatch({ name: 'birthday' }) as string | null;
  const today = formats.today();
  const known = birthday && /^(19|20)\d{2}-\d{2}-\d{2}$/.test(birthday) && birthday <= today;
  return (
    <DateInput
      source="birthday"
      label={t('clients.form.birthday')}
      // The day itself: no clock, no zone.
      parse={(value: string) => value || null}
      format={(value: string | null) => value ?? ''}
      slotProps={{ htmlInput: { min: '1900-01-01', max: today }, inputLabel: { shrink: true } }}
      helperText={known ? t('clients.form.age', { smart_count: ageOn(birthday, today) }) : ' '}
    />
  );
}
