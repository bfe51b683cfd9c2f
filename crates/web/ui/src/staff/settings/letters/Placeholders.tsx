import { Box, Chip, Tooltip, Typography } from '@mui/material';
import type { LetterPlaceholder } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { useNamed } from '../../core/names';

interface PlaceholdersProps {
  placeholders: LetterPlaceholder[];
  onChoose: (placeholder: string) => void;
}

/** What a text may name; pressed, it is written where the cursor was. */
export function Placeholders({ placeholders, onChoose }: PlaceholdersProps) {
  const t = useT();
  const named = useNamed();
  return (
    <Box role="group" aria-label={t('settings.letters.placeholders')} sx={{ mt: 2.5 }}>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        {t('settings.letters.placeholders')}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {placeholders.map(({ placeholder, meaning }) => (
          <Tooltip describeChild key={placeholder} title={placeholder}>
            <Chip
              clickable
              variant="outlined"
              label={named(meaning)}
              // The text keeps the cursor.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(placeholder)}
              sx={{ height: 40 }}
            />
          </Tooltip>
        ))}
      </Box>
    </Box>
  );
}
