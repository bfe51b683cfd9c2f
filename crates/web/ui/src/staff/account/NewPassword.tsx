import CheckCircle from '@mui/icons-material/CheckCircle';
import RadioButtonUnchecked from '@mui/icons-material/RadioButtonUnchecked';
import { Box, Stack, Typography } from '@mui/material';
import { useT } from '../../i18n/react';
import { PasswordField } from './PasswordField';
import { passwordRules, type Rules } from './passwordRules';

interface NewPasswordProps {
  label: string;
  value: string;
  onChange: (password: string) => void;
  /** The log-in name, where it is known. */
  email?: string | null;
  /** What the API said about it. */
  error?: string | undefined;
  autoFocus?: boolean;
}

/** A password that is being chosen, with what it must be. */
export function NewPassword({
  label,
  value,
  onChange,
  email = null,
  error,
  autoFocus = false,
}: NewPasswordProps) {
  const t = useT();
  const rules = passwordRules(value, email);
  const names: (keyof Rules)[] = [
    'length',
    ...(rules.notLong ? [] : (['notLong'] as const)),
    ...(email === null ? [] : (['notEmail'] as const)),
  ];
  return (
    <Stack sx={{ gap: 1 }}>
      <PasswordField
        label={label}
        autoComplete="new-password"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        autoFocus={autoFocus}
        error={error !== undefined}
        helperText={error}
      />
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {names.map((name) => (
          <Rule key={name} met={value !== '' && rules[name]} text={t(`account.choose.rules.${name}`)} />
        ))}
      </Box>
      <Typography variant="body2" color="text.secondary">
        {t('account.choose.rules.hint')}
      </Typography>
    </Stack>
  );
}

function Rule({ met, text }: { met: boolean; text: string }) {
  const t = useT();
  const Icon = met ? CheckCircle : RadioButtonUnchecked;
  return (
    <Stack
      component="li"
      direction="row"
      sx={{ alignItems: 'center', gap: 1, color: met ? 'success.main' : 'text.secondary' }}
    >
      <Icon
        fontSize="small"
        titleAccess={t(met ? 'account.choose.rules.met' : 'account.choose.rules.unmet')}
      />
      <Typography variant="body2">{text}</Typography>
    </Stack>
  );
}
