import { Button, Popover, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { TimeSlot } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { useProblem } from '../ui/useProblem';
import { useRight } from './rights';

interface BlockPopoverProps {
  slot: TimeSlot;
  at: { left: number; top: number };
  onClose: () => void;
}

/** What a block is for, and the way to give the time back. */
export function BlockPopover({ slot, at, onClose }: BlockPopoverProps) {
  const t = useT();
  const formats = useFormats();
  const may = useRight();
  const problem = useProblem();
  const client = useQueryClient();
  const free = useMutation({
    mutationFn: () => done(api.DELETE('/api/v1/blocks/{id}', { params: { path: { id: slot.id } } })),
    onSuccess: onClose,
    onError: problem,
    onSettled: () => client.invalidateQueries({ queryKey: ['time-slots'] }),
  });
  return (
    <Popover
      open
      onClose={onClose}
      anchorReference="anchorPosition"
      anchorPosition={at}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-label': t('agenda.block.title'),
          sx: { p: 2, minWidth: 240, border: 1, borderColor: 'divider' },
        },
      }}
    >
      <Stack sx={{ gap: 1 }}>
        <Typography sx={{ fontWeight: 650 }}>{slot.reason || t('agenda.block.blocked')}</Typography>
        <Typography color="text.secondary">
          {formats.dayShort(slot.starts_at)}, {formats.time(slot.starts_at)}–{formats.time(slot.ends_at)}
        </Typography>
        {may('appointments.change', slot.branch_id) && (
          <Button
            variant="outlined"
            loading={free.isPending}
            onClick={() => free.mutate()}
            sx={{ minHeight: 40 }}
          >
            {t('agenda.block.free')}
          </Button>
        )}
      </Stack>
    </Popover>
  );
}
