import Check from '@mui/icons-material/Check';
import { Autocomplete, Box, FormControl, FormLabel, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useInput, type InputProps } from 'react-admin';
import { useT } from '../../i18n/react';
import { on } from '../../theme/colors';
import { foundQuery, kindsQuery } from './queries';

/** Colours that tell people apart in the agenda, light and dark. */
const COLORS = {
  teal: '#0f766e',
  blue: '#1d4ed8',
  violet: '#7c3aed',
  pink: '#be185d',
  red: '#b91c1c',
  orange: '#c2410c',
  gold: '#a16207',
  green: '#15803d',
  slate: '#475569',
  brown: '#78452a',
} as const;

type Named = keyof typeof COLORS;

/** A colour of the palette, or the one that it has, or none. */
export function ColorInput(props: InputProps) {
  const t = useT();
  const { field, id } = useInput(props);
  const value = typeof field.value === 'string' ? field.value.toLowerCase() : '';
  const known = Object.values(COLORS).some((color) => color === value);
  const choices: { color: string; name: string }[] = [
    { color: '', name: t('professionals.colors.none') },
    ...(Object.keys(COLORS) as Named[]).map((name) => ({
      color: COLORS[name],
      name: t(`professionals.colors.${name}`),
    })),
    ...(value && !known ? [{ color: value, name: value }] : []),
  ];
  return (
    <FormControl component="fieldset">
      <FormLabel component="legend" sx={{ mb: 0.5, fontSize: '0.875rem' }}>
        {t('professionals.fields.color')}
      </FormLabel>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 0.5 }}>
        {choices.map(({ color, name }) => (
          <Box
            key={color}
            component="label"
            sx={(theme) => ({
              position: 'relative',
              width: 40,
              height: 40,
              display: 'grid',
              placeItems: 'center',
              cursor: 'pointer',
              borderRadius: '50%',
              '&:focus-within': { outline: `3px solid ${theme.tokens.primary}` },
            })}
          >
            <Box
              component="input"
              type="radio"
              name={id}
              aria-label={t('professionals.fields.colorName', { name })}
              checked={value === color}
              onChange={() => field.onChange(color)}
              onBlur={field.onBlur}
              sx={{ position: 'absolute', inset: 0, opacity: 0, m: 0, cursor: 'pointer' }}
            />
            <Box
              aria-hidden
              sx={(theme) => ({
                width: 32,
                height: 32,
                borderRadius: '50%',
                display: 'grid',
                placeItems: 'center',
                background:
                  color ||
                  `linear-gradient(135deg, transparent 47%, ${theme.tokens.inkSoft} 47% 53%, transparent 53%)`,
                border: `1px solid ${theme.tokens.line}`,
                color: color ? on(color) : 'text.primary',
              })}
            >
              {value === color && <Check fontSize="small" />}
            </Box>
          </Box>
        ))}
      </Stack>
    </FormControl>
  );
}

/** One of the industry's kinds, or a word of the business's own. */
export function KindInput(props: InputProps) {
  const t = useT();
  const { field, fieldState, id } = useInput(props);
  const { data } = useQuery(kindsQuery);
  const kinds = data ?? [];
  const value = (field.value as string | null) ?? '';
  const nameOf = (code: string) => kinds.find((kind) => kind.code === code)?.name ?? code;
  const codeOf = (text: string) =>
    kinds.find((kind) => kind.name.toLocaleLowerCase() === text.trim().toLocaleLowerCase())?.code ??
    text.trim();
  return (
    <Autocomplete
      // Its text is made when it begins: with the names once they are known.
      key={data ? 'named' : 'coded'}
      id={id}
      freeSolo
      autoSelect
      forcePopupIcon
      options={kinds.map(({ code }) => code)}
      getOptionLabel={nameOf}
      value={value || null}
      onChange={(_event, chosen) => field.onChange(chosen ? codeOf(chosen) : '')}
      onBlur={field.onBlur}
      sx={{ width: 1 }}
      renderInput={(params) => (
        <TextField
          {...params}
          label={t('professionals.fields.kind')}
          error={fieldState.invalid}
          helperText={fieldState.error?.message ?? t('professionals.fields.kindHint')}
        />
      )}
    />
  );
}

/** What somebody is good at: words of one's own, with those of colleagues to choose from. */
export function SpecialitiesInput(props: InputProps) {
  const t = useT();
  const { field, fieldState, id } = useInput(props);
  const { data: colleagues = [] } = useQuery(foundQuery('', true));
  const known = [...new Set(colleagues.flatMap(({ specialities }) => specialities))].sort();
  return (
    <Autocomplete
      id={id}
      multiple
      freeSolo
      autoSelect
      filterSelectedOptions
      options={known}
      value={(field.value as string[] | null) ?? []}
      onChange={(_event, chosen) =>
        field.onChange([...new Set(chosen.map((one) => one.trim()).filter(Boolean))].slice(0, 20))
      }
      onBlur={field.onBlur}
      sx={{ width: 1 }}
      renderInput={(params) => (
        <TextField
          {...params}
          label={t('professionals.fields.specialities')}
          error={fieldState.invalid}
          helperText={fieldState.error?.message ?? t('professionals.fields.specialitiesHint')}
        />
      )}
    />
  );
}
