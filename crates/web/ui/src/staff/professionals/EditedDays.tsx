import { Box, Button, Card, Stack, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { done } from '../../api/client';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useRight } from '../agenda/rights';
import { api } from '../core/session';
import { useProblem } from '../ui/useProblem';
import { editedDaysQuery } from './queries';

/** The days of the next two months that do not follow the week, because somebody changed them in the agenda. */
export function EditedDays({ professional }: { professional: string }) {
  const t = useT();
  const formats = useFormats();
  const may = useRight();
  const notify = useNotify();
  const problem = useProblem();
  const client = useQueryClient();
  const today = formats.today();
  const { data } = useQuery(editedDaysQuery(professional, today, formats.addDays(today, 61)));
  const giveBack = useMutation({
    mutationFn: (date: string) =>
      done(
        api.DELETE('/api/v1/professionals/{id}/edited-days/{date}', {
          params: { path: { id: professional, date } },
        }),
      ),
    onSuccess: () => {
      notify(t('professionals.edited.done'), { type: 'success' });
      void client.invalidateQueries({ queryKey: ['professionals', 'edited', professional] });
      void client.invalidateQueries({ queryKey: ['time-slots'] });
    },
    onError: problem,
  });
  if (!data || data.length === 0) return null;

  return (
    <Card component="section" aria-labelledby="edited-title" sx={{ p: 2, mt: 3 }}>
      <Typography id="edited-title" variant="h3" component="h2">
        {t('professionals.edited.title')}
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 1 }}>
        {t('professionals.edited.text')}
      </Typography>
      <Stack component="ul" sx={{ m: 0, p: 0 }}>
        {data.map(({ date, branch_id, branch_name, edited_by_name }) => (
          <Stack
            key={`${date} ${branch_id}`}
            component="li"
            direction="row"
            sx={(theme) => ({
              py: 1,
              gap: 2,
              alignItems: 'center',
              borderTop: `1px solid ${theme.tokens.line}`,
            })}
          >
            <Box sx={{ flex: 1 }}>
              <Typography sx={{ fontWeight: 600, '&::first-letter': { textTransform: 'uppercase' } }}>
                {formats.dayLong(date)}
              </Typography>
              <Typography variant="body2" color="text.secondary">
                {[branch_name, edited_by_name && t('professionals.edited.by', { name: edited_by_name })]
                  .filter(Boolean)
                  .join(', ')}
              </Typography>
            </Box>
            {may('schedules.change', branch_id) && (
              <Button
                onClick={() => giveBack.mutate(date)}
                loading={giveBack.isPending && giveBack.variables === date}
                aria-label={t('professionals.edited.giveBackOn', { day: formats.dayLong(date) })}
                sx={{ minHeight: 40 }}
              >
                {t('professionals.edited.giveBack')}
              </Button>
            )}
          </Stack>
        ))}
      </Stack>
    </Card>
  );
}
