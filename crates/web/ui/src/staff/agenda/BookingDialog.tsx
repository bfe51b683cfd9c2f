import Close from '@mui/icons-material/Close';
import { Box, Dialog, IconButton, Popover, Tab, Tabs, useMediaQuery, useTheme } from '@mui/material';
import { useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { useT } from '../../i18n/react';
import type { PlaceAt } from './Calendar';
import type { PickedClient } from './ClientPicker';
import { BlockForm } from './BlockForm';
import { BookingForm } from './BookingForm';
import type { Draft } from './events';
import { useRight } from './rights';
import type { By } from './state';
import type { Shown } from './useShown';

/** What is known of a booking when it begins. */
export interface BookingStart {
  /** By the clock on the wall; null is not known. */
  start: string | null;
  end?: string;
  professional?: string;
  room?: string;
  service?: string;
  client?: PickedClient;
  /** Where on the screen. */
  at?: PlaceAt;
}

interface BookingDialogProps {
  start: BookingStart;
  shown: Shown;
  by: By;
  /** Shows in the grid what is being booked. */
  onDraft: (draft: Draft | null) => void;
  onClose: () => void;
}

/** Books a time, or blocks it: beside where somebody pointed, over everything on a phone. */
export function BookingDialog({ start, shown, by, onDraft, onClose }: BookingDialogProps) {
  const t = useT();
  const may = useRight();
  const [tab, setTab] = useState<'book' | 'block'>('book');
  const mayBlock =
    may('appointments.change', shown.branch?.id) &&
    start.start !== null &&
    Boolean(start.professional ?? start.room);
  return (
    <Frame label={t('agenda.new')} at={start.at} onClose={onClose}>
      <Box sx={{ display: 'flex', alignItems: 'center', px: 2.5, pt: 1.5 }}>
        <Tabs
          value={tab}
          onChange={(_event, next: 'book' | 'block') => setTab(next)}
          aria-label={t('agenda.new')}
          sx={{ flex: 1, minHeight: 44, '& .MuiTab-root': { minHeight: 44, textTransform: 'none', px: 1.5 } }}
        >
          <Tab value="book" label={t('agenda.new')} />
          {mayBlock && <Tab value="block" label={t('agenda.block.title')} />}
        </Tabs>
        <IconButton aria-label={t('common.close')} onClick={onClose}>
          <Close />
        </IconButton>
      </Box>
      {tab === 'book' ? (
        <BookingForm start={start} shown={shown} by={by} onDraft={onDraft} onDone={onClose} />
      ) : (
        <BlockForm start={start} shown={shown} onDone={onClose} />
      )}
    </Frame>
  );
}

/** Pixels. */
const WIDTH = 440;

interface FrameProps {
  label: string;
  at: BookingStart['at'];
  onClose: () => void;
  children: ReactNode;
}

function Frame({ label, at, onClose: close, children }: FrameProps) {
  const touched = useRef(false);
  const touching = {
    onInput: () => {
      touched.current = true;
    },
    // What is chosen of a list comes without typing.
    onClick: ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest('[role=option]')) touched.current = true;
    },
  };
  // A press beside it closes what is untouched; what somebody filled in is left by a button or by Escape.
  const onClose = (_event: unknown, reason: 'backdropClick' | 'escapeKeyDown') => {
    if (reason === 'escapeKeyDown' || !touched.current) close();
  };
  const phone = useMediaQuery(useTheme().breakpoints.down('sm'));
  if (at && !phone) {
    // Beside the column, so that what is booked is seen there.
    const fits = at.right + WIDTH + 24 < innerWidth;
    return (
      <Popover
        open
        onClose={onClose}
        anchorReference="anchorPosition"
        anchorPosition={{ left: fits ? at.right + 8 : at.left - 8, top: at.top - 80 }}
        transformOrigin={{ vertical: 'top', horizontal: fits ? 'left' : 'right' }}
        marginThreshold={12}
        slotProps={{
          backdrop: { invisible: true },
          paper: {
            role: 'dialog',
            'aria-label': label,
            'aria-modal': true,
            elevation: 12,
            sx: { width: WIDTH, borderRadius: '16px', border: 1, borderColor: 'divider' },
          },
        }}
      >
        <Box {...touching}>{children}</Box>
      </Popover>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      fullScreen={phone}
      maxWidth="xs"
      fullWidth
      slotProps={{ paper: { 'aria-label': label, sx: phone ? { borderRadius: 0 } : {} } }}
    >
      <Box {...touching}>{children}</Box>
    </Dialog>
  );
}
