import { Box, Typography } from '@mui/material';
import { useId, type ReactNode } from 'react';

interface RuleProps {
  title: string;
  /** What it means, in plain words. */
  text: string;
  /** The control; it is named and described by the words beside it. */
  children: (aria: { 'aria-labelledby': string; 'aria-describedby': string }) => ReactNode;
}

/** A rule of the business: what it is about on the left, what holds on the right. */
export function Rule({ title, text, children }: RuleProps) {
  const id = useId();
  return (
    <Box
      sx={(theme) => ({
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 2,
        px: { xs: 2, sm: 3 },
        py: 2,
        '& + &': { borderTop: `1px solid ${theme.tokens.line}` },
      })}
    >
      <Box sx={{ flex: '1 1 300px', minWidth: 0 }}>
        <Typography id={`${id}t`} sx={{ fontWeight: 600 }}>
          {title}
        </Typography>
        <Typography id={`${id}d`} variant="body2" color="text.secondary" sx={{ maxWidth: '60ch' }}>
          {text}
        </Typography>
      </Box>
      <Box sx={{ flex: '0 0 auto', minWidth: { sm: 180 }, display: 'flex', justifyContent: 'flex-end' }}>
        {children({ 'aria-labelledby': `${id}t`, 'aria-describedby': `${id}d` })}
      </Box>
    </Box>
  );
}
