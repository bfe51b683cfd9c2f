import { Box, Button, Card, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNotify } from 'react-admin';
import { done, ifMatch } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import type { Letter, LetterTexts } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { api } from '../../core/session';
import { SaveDock } from '../../ui/SaveDock';
import { useDraft } from '../../ui/useDraft';
import { useProblem } from '../../ui/useProblem';
import { lettersQuery } from '../queries';
import { useMayChange } from '../useMayChange';
import { LetterField } from './LetterField';
import { LetterPreview } from './LetterPreview';
import { Placeholders } from './Placeholders';
import { inserted, PARTS, textsOf, type Part } from './texts';

/** One letter: what the business says in it, and how it arrives. */
export function LetterEditor({ letter }: { letter: Letter }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const client = useQueryClient();
  const mayChange = useMayChange() ?? false;
  const draft = useDraft({
    subject: letter.texts?.subject ?? '',
    opening: letter.texts?.opening ?? '',
    closing: letter.texts?.closing ?? '',
  });
  // Where the cursor was last, so that a placeholder lands there.
  const last = useRef<Part>('opening');
  const inputs = useRef<Partial<Record<Part, HTMLInputElement | HTMLTextAreaElement | null>>>({});
  const [faults, setFaults] = useState<Record<string, string>>({});

  const save = useMutation({
    mutationFn: (body: LetterTexts) => {
      const params = { path: { kind: letter.kind }, header: ifMatch(letter.version) };
      return done(api.PUT('/api/v1/letters/{kind}', { params, body }));
    },
    onSuccess: (row) => {
      client.setQueryData(lettersQuery.queryKey, (rows) =>
        rows?.map((one) => (one.kind === row.kind ? row : one)),
      );
      draft.reset();
      setFaults({});
      notify(t('common.saved'), { type: 'success' });
    },
    onError: (error) => {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) setFaults(error.fields);
      else problem(error);
    },
  });

  const insert = (placeholder: string) => {
    const input = inputs.current[last.current];
    if (!input) return;
    const { text, cursor } = inserted(
      input.value,
      placeholder,
      input.selectionStart ?? input.value.length,
      input.selectionEnd ?? input.value.length,
    );
    draft.set({ [last.current]: text });
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(cursor, cursor);
    });
  };

  return (
    <>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 1fr) minmax(0, 1fr)' },
        }}
      >
        <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
          <Stack sx={{ gap: 2.5 }}>
            {PARTS.map((part) => (
              <LetterField
                key={part}
                part={part}
                letter={letter}
                value={draft.value[part]}
                fault={faults[part]}
                disabled={!mayChange}
                onFocus={() => (last.current = part)}
                inputRef={(input) => (inputs.current[part] = input)}
                onChange={(text) => {
                  draft.set({ [part]: text });
                  setFaults(({ [part]: _fault, ...others }) => others);
                }}
              />
            ))}
          </Stack>
          {mayChange && <Placeholders placeholders={letter.placeholders} onChoose={insert} />}
          {mayChange && letter.texts && (
            <Button
              color="inherit"
              sx={{ mt: 2 }}
              disabled={save.isPending}
              onClick={() => save.mutate({ subject: null, opening: null, closing: null })}
            >
              {t('settings.letters.reset')}
            </Button>
          )}
          <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
            {t('settings.letters.always')}
          </Typography>
        </Card>
        <LetterPreview kind={letter.kind} texts={textsOf(draft.value)} />
      </Box>
      {mayChange && (
        <SaveDock
          dirty={draft.dirty}
          saving={save.isPending}
          save={() => save.mutate(textsOf(draft.value))}
          discard={() => {
            draft.reset();
            setFaults({});
          }}
        />
      )}
    </>
  );
}
