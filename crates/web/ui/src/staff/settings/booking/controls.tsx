import { MenuItem, Switch, TextField } from '@mui/material';
import { useT } from '../../../i18n/react';
import type { BookingRules } from '../queries';
import { Rule } from './Rule';

type Of<T> = { [K in keyof BookingRules]: BookingRules[K] extends T ? K : never }[keyof BookingRules];
export type YesOrNo = Of<boolean>;
export type Amount = Exclude<Of<number>, 'version'>;

interface Common {
  rules: BookingRules;
  set: (changes: Partial<BookingRules>) => void;
  disabled: boolean;
}

/** A rule that holds or does not. */
export function SwitchRule({ name, rules, set, disabled }: Common & { name: YesOrNo }) {
  const t = useT();
  return (
    <Rule title={t(`settings.rules.${name}.title`)} text={t(`settings.rules.${name}.text`)}>
      {(aria) => (
        <Switch
          checked={rules[name]}
          onChange={({ target }) => set({ [name]: target.checked })}
          disabled={disabled}
          slotProps={{ input: { role: 'switch', ...aria } }}
        />
      )}
    </Rule>
  );
}

interface ChoiceRuleProps extends Common {
  name: Amount;
  choices: number[];
  words: (amount: number) => string;
}

/** A rule with an amount: the usual ones, and what is set now where it is another. */
export function ChoiceRule({ name, choices, words, rules, set, disabled }: ChoiceRuleProps) {
  const t = useT();
  const value = rules[name];
  const all = choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
  return (
    <Rule title={t(`settings.rules.${name}.title`)} text={t(`settings.rules.${name}.text`)}>
      {(aria) => (
        <TextField
          select
          value={value}
          onChange={({ target }) => set({ [name]: Number(target.value) })}
          disabled={disabled}
          sx={{ width: 200 }}
          slotProps={{
            select: { SelectDisplayProps: aria, labelId: aria['aria-labelledby'] },
          }}
        >
          {all.map((amount) => (
            <MenuItem key={amount} value={amount}>
              {words(amount)}
            </MenuItem>
          ))}
        </TextField>
      )}
    </Rule>
  );
}
