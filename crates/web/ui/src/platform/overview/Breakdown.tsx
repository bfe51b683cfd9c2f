import { Box, Link, Stack, Typography } from '@mui/material';
import { Link as RouterLink } from 'react-router-dom';
import { useFormats } from '../../format/react';
import { useNames } from '../core/names';
import { listAddress } from '../tenants/filters';
import { Section } from '../ui/Section';

interface BreakdownProps {
  title: string;
  group: 'states' | 'plans' | 'subscriptions';
  /** The field of a tenant that it counts by. */
  field: 'state' | 'plan' | 'subscription';
  counts: Record<string, number>;
}

/** How many tenants there are of each kind; each leads to them. */
export function Breakdown({ title, group, field, counts }: BreakdownProps) {
  const formats = useFormats();
  const { name } = useNames();
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return (
    <Section title={title}>
      <Stack component="ul" sx={{ m: 0, p: 0, gap: 1.5, listStyle: 'none' }}>
        {rows.map(([code, count]) => (
          <li key={code}>
            <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 1 }}>
              <Link
                component={RouterLink}
                to={listAddress({ [field]: code })}
                color="text.primary"
                variant="body2"
              >
                {name(group, code)}
              </Link>
              <Typography variant="body2" sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
                {formats.number(count)}
              </Typography>
            </Stack>
            <Box
              sx={(theme) => ({ mt: 0.5, height: 6, borderRadius: 3, bgcolor: theme.tokens.sunken })}
              aria-hidden
            >
              <Box
                sx={{
                  height: '100%',
                  width: `${(count / most) * 100}%`,
                  minWidth: 6,
                  borderRadius: 3,
                  bgcolor: 'primary.main',
                }}
              />
            </Box>
          </li>
        ))}
      </Stack>
    </Section>
  );
}
