import { NumberInput, required, SelectInput, TextInput } from 'react-admin';
import { useT } from '../../i18n/react';
import { useBranches } from '../core/branch';
import { useRight } from '../agenda/rights';
import { ColorInput } from '../professionals/inputs';
import { FormCard, Wide } from '../ui/form/FormCard';

/** The fields of a room; where there is one branch, nobody is asked which. */
export function RoomFields({ isNew = false }: { isNew?: boolean }) {
  const t = useT();
  const may = useRight();
  const branches = useBranches();
  const allowed = isNew ? branches.filter(({ id }) => may('rooms.add', id)) : branches;
  return (
    <>
      <FormCard>
        <TextInput
          source="name"
          label={t('rooms.form.name')}
          validate={required(t('rooms.form.required'))}
          autoFocus={isNew}
          autoComplete="off"
          slotProps={{ htmlInput: { maxLength: 80 } }}
        />
        {branches.length > 1 && (
          <SelectInput
            source="branch_id"
            label={t('rooms.branch')}
            choices={allowed.map(({ id, name }) => ({ id, name }))}
            translateChoice={false}
            disabled={!isNew}
            helperText={t('rooms.form.branchHint')}
            validate={required(t('rooms.form.branchRequired'))}
          />
        )}
        <Wide>
          <TextInput
            source="description"
            label={t('rooms.form.description')}
            multiline
            minRows={2}
            slotProps={{ htmlInput: { maxLength: 2000 } }}
          />
        </Wide>
      </FormCard>
      <FormCard title={t('rooms.form.look')}>
        <Wide>
          <ColorInput source="color" />
        </Wide>
        <NumberInput
          source="position"
          label={t('rooms.form.position')}
          helperText={t('rooms.form.positionHint')}
          min={0}
          step={1}
        />
      </FormCard>
    </>
  );
}
