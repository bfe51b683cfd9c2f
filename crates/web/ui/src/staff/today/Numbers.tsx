import { Card, Skeleton, Stack, Typography } from '@mui/material';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import type { Appointment } from '../../api/schema';
import type { Group } from './groups';

const SHOWN = [
  ['waiting', ['waiting']],
  ['inProgress', ['inProgress']],
  ['next', ['late', 'next']],
  ['done', ['done']],
  ['lost', ['lost']],
] as const satisfies [string, Group[]][];

/** The day in five numbers. */
export function Numbers({ groups }: { groups: Record<Group, Appointment[]> | null }) {
  const t = useT();
  const formats = useFormats();
  return (
    <Card sx={{ display: 'flex', overflowX: 'auto', mb: 2 }} aria-live="polite">
      {SHOWN.map(([name, of]) => {
        const count = groups && of.reduce((sum, group) => sum + groups[group].length, 0);
        const urgent = name === 'waiting' && (count ?? 0) > 0;
        return (
          <Stack
            key={name}
            sx={{
              flex: '1 0 auto',
              alignItems: 'center',
              px: { xs: 1.75, sm: 3 },
              py: 1.5,
              background: urgent ? (theme) => theme.tokens.primarySoft : undefined,
            }}
          >
            <Typography sx={{ fontSize: '1.75rem', fontWeight: 700, lineHeight: 1.15 }}>
              {count === null ? <Skeleton width={28} /> : formats.number(count)}
            </Typography>
            <Typography variant="body2" color="text.secondary" noWrap>
              {t(`today.numbers.${name}`)}
            </Typography>
          </Stack>
        );
      })}
    </Card>
  );
}
