import { Autocomplete, TextField } from '@mui/material';
import { useInput, type InputProps } from 'react-admin';

interface ManyInputProps extends Pick<InputProps, 'source'> {
  label: string;
  hint?: string;
  choices: { id: string; name: string; group?: string }[];
  /** Whether words of one's own count as well. */
  free?: boolean;
  /** What a word becomes before it is kept. */
  tidy?: (word: string) => string;
  /** The most that can be chosen. */
  most?: number;
}

/** Several of some choices, by their ids. */
export function ManyInput({ source, label, hint, choices, free = false, tidy, most = 100 }: ManyInputProps) {
  const { field, fieldState, id } = useInput({ source });
  const known = new Map(choices.map((choice) => [choice.id, choice]));
  const idOf = (word: string) => {
    const plain = tidy ? tidy(word.trim()) : word.trim();
    return choices.find(({ name }) => name.toLocaleLowerCase() === plain.toLocaleLowerCase())?.id ?? plain;
  };
  return (
    <Autocomplete
      id={id}
      className="ra-input"
      multiple
      freeSolo={free}
      autoSelect={free}
      disableCloseOnSelect={!free}
      forcePopupIcon={choices.length > 0}
      filterSelectedOptions
      options={choices.map((choice) => choice.id)}
      getOptionLabel={(option) => known.get(option)?.name ?? option}
      {...(choices.some(({ group }) => group)
        ? { groupBy: (option: string) => known.get(option)?.group ?? '' }
        : {})}
      value={(field.value as string[] | null) || []}
      onChange={(_event, chosen) =>
        field.onChange(
          [...new Set(chosen.map((one) => (known.has(one) ? one : idOf(one))).filter(Boolean))].slice(
            0,
            most,
          ),
        )
      }
      onBlur={field.onBlur}
      renderInput={(params) => (
        <TextField
          {...params}
          label={label}
          error={fieldState.invalid}
          helperText={fieldState.error?.message ?? hint}
        />
      )}
    />
  );
}
