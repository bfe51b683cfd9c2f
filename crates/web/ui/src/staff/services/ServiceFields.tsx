import { Autocomplete, Box, Chip, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { BooleanInput, NumberInput, required, TextInput, useInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { useT } from '../../i18n/react';
import { useBranches } from '../core/branch';
import { useCan } from '../core/me';
import { ColorInput } from '../professionals/inputs';
import { kindsQuery } from '../professionals/queries';
import { useKind } from '../professionals/useKind';
import { useDuration } from '../schedules/useDuration';
import { FormCard, Wide } from '../ui/form/FormCard';
import { ManyInput } from '../ui/form/ManyInput';
import { MoneyInput } from '../ui/form/MoneyInput';
import { activeRoomsQuery, everyServiceQuery } from './queries';

/** The longest description. */
const MOST = 2000;
const PRESETS = [15, 30, 45, 60, 90];

/** The fields of a service, new or not. */
export function ServiceFields({ isNew = false }: { isNew?: boolean }) {
  const t = useT();
  return (
    <>
      <FormCard title={t('services.form.what')}>
        <TextInput
          source="name"
          label={t('services.form.name')}
          validate={required(t('services.form.required'))}
          autoFocus={isNew}
          autoComplete="off"
          slotProps={{ htmlInput: { maxLength: 120 } }}
        />
        <CategoryInput />
        <Wide>
          <Description />
        </Wide>
      </FormCard>
      <FormCard title={t('services.form.time')}>
        <MoneyInput
          source="price"
          label={t('services.form.price')}
          hint={t('services.form.priceHint')}
          validate={required(t('services.form.priceRequired'))}
        />
        <Minutes />
        <NumberInput
          source="buffer_before_minutes"
          label={t('services.form.buffer_before_minutes')}
          min={0}
          max={240}
          step={1}
        />
        <NumberInput
          source="buffer_after_minutes"
          label={t('services.form.buffer_after_minutes')}
          min={0}
          max={240}
          step={1}
        />
        <Wide>
          <Total />
        </Wide>
      </FormCard>
      <WhoAndWhere />
      <FormCard title={t('services.form.online')} columns={1}>
        <BooleanInput
          source="accepts_online"
          label={t('services.form.accepts_online')}
          defaultValue={true}
          helperText={false}
        />
        <ColorInput source="color" />
      </FormCard>
    </>
  );
}

/** One of the categories in use, or another. */
function CategoryInput() {
  const t = useT();
  const { field, fieldState, id } = useInput({ source: 'category' });
  const { data: services = [] } = useQuery(everyServiceQuery);
  const known = [...new Set(services.map(({ category }) => category).filter((one) => one != null))];
  return (
    <Autocomplete
      id={id}
      className="ra-input"
      freeSolo
      autoSelect
      forcePopupIcon={known.length > 0}
      options={known}
      value={(field.value as string) || null}
      onChange={(_event, chosen) => field.onChange(chosen ?? '')}
      onBlur={field.onBlur}
      renderInput={(params) => (
        <TextField
          {...params}
          label={t('services.form.category')}
          error={fieldState.invalid}
          helperText={fieldState.error?.message ?? t('services.form.categoryHint')}
          slotProps={{ htmlInput: { ...params.inputProps, maxLength: 80 } }}
        />
      )}
    />
  );
}

function Description() {
  const t = useT();
  const text = (useWatch({ name: 'description' }) as string | null) ?? '';
  return (
    <TextInput
      source="description"
      label={t('services.form.description')}
      helperText={t('services.form.descriptionHint', { used: [...text].length, most: MOST })}
      multiline
      minRows={3}
      slotProps={{ htmlInput: { maxLength: MOST } }}
    />
  );
}

/** Minutes, with the usual ones at hand. */
function Minutes() {
  const t = useT();
  const { setValue } = useFormContext();
  const minutes = useWatch({ name: 'minutes' }) as number | null;
  return (
    <Box>
      <NumberInput
        source="minutes"
        label={t('services.form.minutes')}
        validate={required(t('services.form.minutesRequired'))}
        min={1}
        max={1440}
        step={1}
        helperText={false}
        fullWidth
      />
      <Stack direction="row" sx={{ gap: 0.75, flexWrap: 'wrap', my: 1 }}>
        {PRESETS.map((preset) => (
          <Chip
            key={preset}
            clickable
            component="button"
            type="button"
            label={preset}
            aria-label={t('services.form.minutesPreset', { minutes: preset })}
            aria-pressed={minutes === preset}
            color={minutes === preset ? 'primary' : 'default'}
            variant={minutes === preset ? 'filled' : 'outlined'}
            onClick={() => setValue('minutes', preset, { shouldDirty: true, shouldValidate: true })}
            sx={{ height: 40, minWidth: 44, borderRadius: '10px' }}
          />
        ))}
      </Stack>
    </Box>
  );
}

/** How much of the agenda it takes, where that is more than it lasts. */
function Total() {
  const t = useT();
  const duration = useDuration();
  const [minutes, before, after] = useWatch({
    name: ['minutes', 'buffer_before_minutes', 'buffer_after_minutes'],
  }) as (number | null)[];
  const total = (minutes ?? 0) + (before ?? 0) + (after ?? 0);
  const shown = minutes !== null && total > (minutes ?? 0);
  return (
    <Typography variant="body2" color="text.secondary" aria-live="polite" sx={{ minHeight: '1.5em' }}>
      {shown ? t('services.form.total', { time: duration(total) }) : ''}
    </Typography>
  );
}

function WhoAndWhere() {
  const t = useT();
  const can = useCan();
  const kind = useKind();
  const branches = useBranches();
  const { data: kinds = [] } = useQuery(kindsQuery);
  const { data: rooms = [] } = useQuery({ ...activeRoomsQuery, enabled: can('rooms.view') });
  const { data: services = [] } = useQuery(everyServiceQuery);
  // The business's own words beside those of its trade.
  const own = services.flatMap(({ professional_kinds }) => professional_kinds);
  const codes = [...new Set([...kinds.map(({ code }) => code), ...own])];
  const branchOf = (id: string) => branches.find((branch) => branch.id === id)?.name ?? '';
  return (
    <FormCard title={t('services.form.who')} columns={1}>
      <ManyInput
        source="professional_kinds"
        label={t('services.form.professional_kinds')}
        hint={t('services.form.kindsHint')}
        choices={codes.map((code) => ({ id: code, name: kind(code) }))}
        free
        most={50}
      />
      {can('rooms.view') && (
        <ManyInput
          source="rooms"
          label={t('services.form.rooms')}
          hint={t('services.form.roomsHint')}
          choices={rooms.map(({ id, name, branch_id }) => ({
            id,
            name,
            ...(branches.length > 1 ? { group: branchOf(branch_id) } : {}),
          }))}
          most={200}
        />
      )}
    </FormCard>
  );
}
