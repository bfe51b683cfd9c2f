import { Box } from '@mui/material';
import { useListContext } from 'react-admin';
import { highlight } from './found';

/** A text with what the list around was searched for marked in it. */
export function Highlight({ text }: { text: string }) {
  const { filterValues } = useListContext();
  const q = String((filterValues as { q?: string }).q ?? '');
  if (!q) return <>{text}</>;
  return (
    <>
      {highlight(text, q).map(({ text: part, hit }, at) =>
        hit ? (
          <Box
            key={at}
            component="mark"
            sx={(theme) => ({
              color: 'inherit',
              background: theme.tokens.primarySoft,
              borderRadius: '3px',
              boxShadow: `inset 0 -2px 0 ${theme.tokens.primary}`,
            })}
          >
            {part}
          </Box>
        ) : (
          part
        ),
      )}
    </>
  );
}
