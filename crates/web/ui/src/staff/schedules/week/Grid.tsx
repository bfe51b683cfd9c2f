import Add from '@mui/icons-material/Add';
import { Box, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import { useRef, useState, type PointerEvent } from 'react';
import { useT } from '../../../i18n/react';
import { clamp, DAY, formatTime } from '../time';
import { useDuration } from '../useDuration';
import { useWeekday } from '../useWeekday';
import { useWeekContext } from './context';
import { CopyDay } from './CopyDay';
import { beginDrawing, perform, type Gesture, type Point } from './gesture';
import { RangeBlock } from './RangeBlock';
import { RangePopover } from './RangePopover';
import { dayMinutes, newKey, ofDay, room, shownHours, WEEKDAYS, type Range } from './week';

const HOUR = 42;
const GUTTER = 52;
/** Less is a press, not a drag. */
const SLACK = 5;

interface Held {
  gesture: Gesture;
  x: number;
  y: number;
  point: Point;
  dragged: boolean;
}

/** The week as seven columns of hours, on which a pointer draws, moves and stretches. */
export function Grid({ bookable }: { bookable: boolean }) {
  const t = useT();
  const name = useWeekday();
  const duration = useDuration();
  const context = useWeekContext();
  const { week, change, canEdit, mine, branch } = context;
  const columns = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const [opened, setOpened] = useState<{ key: string; anchor: HTMLElement } | null>(null);
  const { first, last } = shownHours(week);

  const pointAt = (event: PointerEvent): Point => {
    const box = (columns.current as HTMLDivElement).getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * 7);
    return {
      weekday: clamp(column, 0, 6) + 1,
      time: clamp(first * 60 + ((event.clientY - box.top) / HOUR) * 60, 0, DAY),
    };
  };

  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || mine.length === 0 || !(event.target instanceof Element)) return;
    const point = pointAt(event);
    const key = event.target.closest('[data-range]')?.getAttribute('data-range');
    const range = week.find((one) => one.key === key);
    const edge = event.target.getAttribute('data-edge');
    let gesture: Gesture | null;
    if (range && !canEdit(range)) return;
    if (range && (edge === 'from' || edge === 'until')) gesture = { kind: 'resize', key: range.key, edge };
    else if (range && (bookable || !range.bookable))
      gesture = { kind: 'move', key: range.key, anchor: point.time, weekday: range.weekday };
    else gesture = beginDrawing(week, point, bookable, branch);
    if (!gesture) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld({ gesture, x: event.clientX, y: event.clientY, point, dragged: false });
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (!held) return;
    const dragged = held.dragged || Math.hypot(event.clientX - held.x, event.clientY - held.y) > SLACK;
    if (dragged) setHeld({ ...held, dragged, point: pointAt(event) });
  };
  const up = (event: PointerEvent<HTMLDivElement>) => {
    if (!held) return;
    setHeld(null);
    const { gesture, dragged, point } = held;
    if (!dragged && gesture.kind !== 'draw') {
      const block = event.currentTarget.querySelector<HTMLElement>(`[data-range="${gesture.key}"]`);
      block?.focus();
      if (block) setOpened({ key: gesture.key, anchor: block });
    } else change(perform(week, gesture, point));
  };

  const shown =
    held && (held.dragged || held.gesture.kind === 'draw') ? perform(week, held.gesture, held.point) : week;
  const active = held?.dragged ? held.gesture.key : null;
  const openedRange = opened && week.find((one) => one.key === opened.key);

  const addTo = (weekday: number) =>
    change((now) => {
      const free = [9, 14, 18, 6, 0].map((hour) => room(now, weekday, hour * 60)).find((one) => one !== null);
      if (!free) return now;
      const from = Math.max(free.from, Math.min(9 * 60, free.until - 60));
      return [
        ...now,
        { key: newKey(), weekday, branch, bookable: true, from, until: Math.min(from + 9 * 60, free.until) },
      ];
    });

  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Box sx={{ minWidth: 700 }}>
        <Box sx={{ display: 'grid', gridTemplateColumns: `${GUTTER}px repeat(7, 1fr)`, mb: 0.5 }}>
          <span />
          {WEEKDAYS.map((weekday) => {
            const minutes = dayMinutes(shown, weekday);
            return (
              <Stack key={weekday} sx={{ alignItems: 'center', minWidth: 0, py: 0.5 }}>
                <Typography
                  component="h3"
                  variant="subtitle2"
                  sx={{ '&::first-letter': { textTransform: 'uppercase' } }}
                >
                  {name(weekday, 'long')}
                </Typography>
                <Typography variant="body2" color="text.secondary" sx={{ fontSize: '0.8125rem' }}>
                  {minutes > 0 ? duration(minutes) : t('schedules.week.free')}
                </Typography>
                {mine.length > 0 && (
                  <Stack
                    direction="row"
                    sx={{
                      color: 'text.secondary',
                      alignItems: 'center',
                      '& button': { width: 40, height: 40 },
                    }}
                  >
                    <Tooltip title={t('schedules.week.addRangeOn', { day: name(weekday) })}>
                      <IconButton
                        size="small"
                        color="inherit"
                        aria-label={t('schedules.week.addRangeOn', { day: name(weekday) })}
                        onClick={() => addTo(weekday)}
                      >
                        <Add fontSize="small" />
                      </IconButton>
                    </Tooltip>
                    <CopyDay weekday={weekday} small />
                  </Stack>
                )}
              </Stack>
            );
          })}
        </Box>
        <Box sx={{ display: 'grid', gridTemplateColumns: `${GUTTER}px 1fr`, pt: 1, pb: 1.5 }}>
          <Box aria-hidden sx={{ position: 'relative' }}>
            {Array.from({ length: last - first + 1 }, (_, at) => (
              <Typography
                key={at}
                color="text.secondary"
                sx={{
                  position: 'absolute',
                  top: at * HOUR,
                  right: 8,
                  transform: 'translateY(-50%)',
                  fontSize: '0.75rem',
                }}
              >
                {formatTime((first + at) * 60)}
              </Typography>
            ))}
          </Box>
          <Box
            ref={columns}
            onPointerDown={down}
            onPointerMove={move}
            onPointerUp={up}
            onPointerCancel={() => setHeld(null)}
            data-testid="week-grid"
            sx={(theme) => ({
              position: 'relative',
              display: 'grid',
              gridTemplateColumns: 'repeat(7, 1fr)',
              height: (last - first) * HOUR,
              borderRadius: '12px',
              border: `1px solid ${theme.tokens.line}`,
              background: `repeating-linear-gradient(${theme.tokens.line} 0 1px, transparent 1px ${HOUR}px), ${theme.tokens.paper}`,
              cursor: mine.length === 0 ? 'default' : bookable ? 'crosshair' : 'cell',
              touchAction: 'pan-x pan-y',
              overflow: 'hidden',
            })}
          >
            {WEEKDAYS.map((weekday) => (
              <Box
                key={weekday}
                sx={(theme) => ({
                  position: 'relative',
                  borderLeft: weekday === 1 ? 'none' : `1px solid ${theme.tokens.line}`,
                  background: weekday > 5 ? `${theme.tokens.sunken}88` : 'none',
                })}
              >
                {ofDay(shown, weekday).map((range: Range) => (
                  <RangeBlock
                    key={range.key}
                    range={range}
                    first={first}
                    hourHeight={HOUR}
                    active={active === range.key}
                    open={(one, anchor) => setOpened({ key: one.key, anchor })}
                  />
                ))}
              </Box>
            ))}
          </Box>
        </Box>
      </Box>
      {opened && openedRange && (
        <RangePopover range={openedRange} anchor={opened.anchor} close={() => setOpened(null)} />
      )}
    </Box>
  );
}
