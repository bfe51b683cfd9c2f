import { Box, Card, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import type { Letter } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { useNamed } from '../../core/names';
import { Tag } from '../../ui/Tag';
import { Loaded } from '../Loaded';
import { lettersQuery } from '../queries';
import { LetterEditor } from './LetterEditor';

/** What the e-mails to clients say. */
export default function LettersSection() {
  return <Loaded query={useQuery(lettersQuery)}>{(letters) => <Chosen letters={letters} />}</Loaded>;
}

function Chosen({ letters }: { letters: Letter[] }) {
  const t = useT();
  const named = useNamed();
  const [search, setSearch] = useSearchParams();
  const letter = letters.find(({ kind }) => kind === search.get('carta')) ?? letters[0];
  if (!letter) return null;
  return (
    <>
      <Card sx={{ p: { xs: 2, sm: 3 }, mb: 2 }}>
        <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap', alignItems: 'center' }}>
          <TextField
            select
            label={t('settings.letters.which')}
            value={letter.kind}
            onChange={({ target }) =>
              setSearch((before) => {
                const after = new URLSearchParams(before);
                after.set('carta', target.value);
                return after;
              })
            }
            sx={{ flex: '1 1 280px', maxWidth: 420 }}
          >
            {letters.map(({ kind, name, texts }) => (
              <MenuItem key={kind} value={kind} sx={{ gap: 1 }}>
                {named(name)}
                {texts && <Tag component="span" tone="primary" label={t('settings.letters.own')} />}
              </MenuItem>
            ))}
          </TextField>
          <Box sx={{ flex: '1 1 260px' }}>
            <Typography variant="body2" color="text.secondary">
              {named(letter.sent_when)}
            </Typography>
          </Box>
        </Stack>
      </Card>
      <LetterEditor key={letter.kind} letter={letter} />
    </>
  );
}
