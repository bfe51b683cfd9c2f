import { Chip, Stack } from '@mui/material';
import type { SystemStyleObject } from '@mui/system';
import type { Theme } from '@mui/material/styles';

interface TagChipsProps {
  tags: string[];
  /** The others are counted. */
  most?: number;
  sx?: SystemStyleObject<Theme>;
}

/** The labels of a client. */
export function TagChips({ tags, most = tags.length, sx = {} }: TagChipsProps) {
  if (tags.length === 0) return null;
  const more = tags.length - most;
  return (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap', ...sx }}>
      {tags.slice(0, most).map((tag) => (
        <Chip
          key={tag}
          size="small"
          label={tag}
          sx={(theme) => ({ background: theme.tokens.sunken, color: 'text.primary', maxWidth: 180 })}
        />
      ))}
      {more > 0 && <Chip size="small" label={`+${more}`} title={tags.slice(most).join(', ')} />}
    </Stack>
  );
}
