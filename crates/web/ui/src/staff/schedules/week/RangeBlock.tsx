import ErrorOutline from '@mui/icons-material/ErrorOutline';
import { Box } from '@mui/material';
import type { KeyboardEvent } from 'react';
import { useT } from '../../../i18n/react';
import { hatched } from '../looks';
import { formatTime, STEP } from '../time';
import { useDuration } from '../useDuration';
import { useWeekday } from '../useWeekday';
import { useWeekContext } from './context';
import { moved, resized, type Range } from './week';

interface RangeBlockProps {
  range: Range;
  /** Pixels of the grid's top, and of an hour. */
  first: number;
  hourHeight: number;
  active: boolean;
  open: (range: Range, at: HTMLElement) => void;
}

/** A range on the grid. Its edges are drawn on by pointers; a keyboard moves it with the arrows. */
export function RangeBlock({ range, first, hourHeight, active, open }: RangeBlockProps) {
  const t = useT();
  const name = useWeekday();
  const duration = useDuration();
  const { change, canEdit, faultOf, look, branchName, branches } = useWeekContext();
  const { fill, ink, edge } = look(range.branch);
  const fault = faultOf(range.key);
  const editable = canEdit(range);
  const [from, until] = [formatTime(range.from), formatTime(range.until)];
  const height = ((range.until - range.from) / 60) * hourHeight;

  const keyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!editable) return;
    const by = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined) {
      change((week) =>
        event.shiftKey ? resized(week, range.key, 'until', range.until + by) : moved(week, range.key, by),
      );
    } else if (across !== undefined) {
      const weekday = range.weekday + across;
      if (weekday >= 1 && weekday <= 7) change((week) => moved(week, range.key, 0, weekday));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      change((week) => week.filter((one) => one.key !== range.key));
    } else return;
    event.preventDefault();
  };

  return (
    <Box
      component="button"
      type="button"
      data-range={range.key}
      aria-haspopup="dialog"
      aria-label={[
        t(range.bookable ? 'schedules.week.range' : 'schedules.week.pauseRange', {
          day: name(range.weekday),
          from,
          until,
          branch: branchName(range.branch),
        }),
        fault?.text,
      ]
        .filter(Boolean)
        .join('. ')}
      onKeyDown={keyDown}
      onClick={(event) => {
        // A pointer's press is told by the grid, which knows whether it was a drag.
        if (event.detail === 0) open(range, event.currentTarget);
      }}
      sx={(theme) => ({
        position: 'absolute',
        top: (range.from / 60 - first) * hourHeight + 1,
        height: Math.max(height - 2, 10),
        left: range.bookable ? 3 : 11,
        right: range.bookable ? 3 : 6,
        zIndex: active ? 3 : range.bookable ? 1 : 2,
        p: 0,
        overflow: 'hidden',
        display: 'flex',
        flexDirection: 'column',
        textAlign: 'left',
        font: 'inherit',
        color: ink,
        borderRadius: range.bookable ? '10px' : '6px',
        border: '1px solid',
        borderColor: fault?.grave ? 'error.main' : `${edge}${range.bookable ? '' : '99'}`,
        borderLeft: range.bookable ? `5px solid ${fault?.grave ? theme.tokens.danger : edge}` : undefined,
        background: range.bookable ? fill : hatched(theme.tokens.paper, edge),
        boxShadow: active ? '0 6px 20px rgb(0 0 0 / .22)' : 'none',
        outline: fault?.grave ? `2px solid ${theme.tokens.danger}` : undefined,
        cursor: editable ? (active ? 'grabbing' : 'grab') : 'default',
        touchAction: editable ? 'none' : 'auto',
        userSelect: 'none',
        transition: 'box-shadow 120ms',
        '& .edge': { opacity: 0 },
        '&:hover .edge, &:focus-visible .edge': { opacity: 1 },
      })}
    >
      {height >= 20 && (
        <Box
          component="span"
          sx={(theme) => ({
            px: 0.75,
            pt: height >= 34 ? 0.5 : 0,
            fontSize: '0.75rem',
            lineHeight: 1.35,
            fontWeight: 650,
            pointerEvents: 'none',
            whiteSpace: 'nowrap',
            ...(range.bookable
              ? {}
              : { alignSelf: 'flex-start', background: theme.tokens.paper, borderRadius: 1 }),
          })}
        >
          {fault?.grave && (
            <ErrorOutline sx={{ fontSize: 14, verticalAlign: '-2px', mr: 0.5, color: 'error.main' }} />
          )}
          {from}–{until}
        </Box>
      )}
      {height >= 52 && (
        <Box
          component="span"
          sx={{ px: 0.75, fontSize: '0.75rem', lineHeight: 1.35, pointerEvents: 'none', overflow: 'hidden' }}
        >
          {range.bookable ? duration(range.until - range.from) : t('schedules.week.pause')}
          {range.bookable && branches.length > 1 && (
            <Box component="span" sx={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis' }}>
              {branchName(range.branch)}
            </Box>
          )}
        </Box>
      )}
      {editable &&
        (['from', 'until'] as const).map((end) => (
          <Box
            key={end}
            component="span"
            aria-hidden
            data-edge={end}
            sx={{
              position: 'absolute',
              left: 0,
              right: 0,
              [end === 'from' ? 'top' : 'bottom']: 0,
              height: Math.min(10, height / 3),
              cursor: 'ns-resize',
              display: 'grid',
              placeItems: 'center',
            }}
          >
            <Box
              component="span"
              className="edge"
              sx={{ width: 24, height: 4, borderRadius: 2, background: edge, pointerEvents: 'none' }}
            />
          </Box>
        ))}
    </Box>
  );
}
