import { Box, Typography } from '@mui/material';
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Holiday, ScheduleException } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useWeekday } from '../useWeekday';
import { WEEKDAYS } from '../week/week';
import { ICONS, kindLook, kindOf } from './kinds';
import { covers, inOrder, monthOf, weeksOf } from './month';

interface MonthGridProps {
  month: string;
  exceptions: ScheduleException[];
  holidays: Holiday[];
  label: (exception: ScheduleException) => string;
  open: (exception: ScheduleException) => void;
  /** Null where nothing may be added. */
  add: ((from: string, until: string) => void) | null;
  /** Another month has the day that the keyboard goes to. */
  turn: (month: string) => void;
}

/** How many fit in a day. */
const SHOWN = 3;

/** A month of days. Days are added by pressing one or drawing over several; arrows go from day to day. */
export function MonthGrid({ month, exceptions, holidays, label, open, add, turn }: MonthGridProps) {
  const t = useT();
  const formats = useFormats();
  const name = useWeekday();
  const today = formats.today();
  const [focused, setFocused] = useState(monthOf(today) === month ? today : `${month}-01`);
  const [drawn, setDrawn] = useState<{ from: string; to: string } | null>(null);
  const current = monthOf(focused) === month ? focused : `${month}-01`;
  const chosen = drawn && inOrder(drawn.from, drawn.to);

  const keyDown = (event: KeyboardEvent<HTMLElement>, day: string) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = formats.addDays(day, by);
    setFocused(next);
    if (monthOf(next) !== month) turn(monthOf(next));
    const grid = event.currentTarget.closest('[data-month]');
    // The month that has it may be another, drawn on the next frame.
    requestAnimationFrame(() => grid?.querySelector<HTMLElement>(`[data-add="${next}"]`)?.focus());
  };
  const dayAt = (event: PointerEvent) =>
    document
      .elementFromPoint(event.clientX, event.clientY)
      ?.closest('[data-day]')
      ?.getAttribute('data-day') ?? null;

  return (
    <Box
      data-month={month}
      role="group"
      aria-label={t('schedules.exceptions.month', { month: formats.month(`${month}-01`) })}
      onPointerMove={(event) => {
        const day = drawn && dayAt(event);
        if (drawn && day && day !== drawn.to) setDrawn({ ...drawn, to: day });
      }}
      onPointerUp={() => {
        if (!drawn || !add) return;
        setDrawn(null);
        add(...inOrder(drawn.from, drawn.to));
      }}
      onPointerLeave={() => setDrawn(null)}
      onPointerCancel={() => setDrawn(null)}
      sx={(theme) => ({
        border: `1px solid ${theme.tokens.line}`,
        borderRadius: '14px',
        overflow: 'hidden',
        background: theme.tokens.paper,
        userSelect: 'none',
      })}
    >
      <Box
        sx={(theme) => ({
          display: 'grid',
          gridTemplateColumns: 'repeat(7, minmax(0, 1fr))',
          background: theme.tokens.sunken,
        })}
      >
        {WEEKDAYS.map((weekday) => (
          <Typography
            key={weekday}
            aria-hidden
            color="text.secondary"
            sx={{ textAlign: 'center', py: 0.75, fontSize: '0.8125rem', fontWeight: 600 }}
          >
            {name(weekday, 'short')}
          </Typography>
        ))}
      </Box>
      {weeksOf(month).map((week) => (
        <Box key={week[0]} sx={{ display: 'grid', gridTemplateColumns: 'repeat(7, minmax(0, 1fr))' }}>
          {week.map((day) => {
            const within = monthOf(day) === month;
            const holiday = holidays.find((one) => one.day === day);
            const own = exceptions.filter((one) => covers(one, day));
            const marked = chosen !== null && chosen[0] <= day && day <= chosen[1];
            return (
              <Box
                key={day}
                data-day={day}
                sx={(theme) => ({
                  position: 'relative',
                  minHeight: { xs: 64, md: 96 },
                  p: '3px',
                  display: 'flex',
                  flexDirection: 'column',
                  gap: '2px',
                  borderTop: `1px solid ${theme.tokens.line}`,
                  '& + &': { borderLeft: `1px solid ${theme.tokens.line}` },
                  background: marked ? theme.tokens.primarySoft : within ? 'none' : theme.tokens.background,
                  '&:hover': add && within ? { background: theme.tokens.primarySoft } : {},
                })}
              >
                {add && within && (
                  <Box
                    component="button"
                    type="button"
                    data-add={day}
                    tabIndex={day === current ? 0 : -1}
                    aria-label={[
                      t('schedules.exceptions.addOn', { day: formats.dayLong(day) }),
                      holiday?.name,
                    ]
                      .filter(Boolean)
                      .join('. ')}
                    onFocus={() => setFocused(day)}
                    onKeyDown={(event) => keyDown(event, day)}
                    onPointerDown={(event) => {
                      if (event.button !== 0 || event.pointerType === 'touch') return;
                      event.currentTarget.releasePointerCapture(event.pointerId);
                      setDrawn({ from: day, to: day });
                    }}
                    onClick={(event) => {
                      // A mouse's press has ended as a drawing of one day already.
                      const touched = (event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch';
                      if (event.detail === 0 || touched) add(day, day);
                    }}
                    sx={{
                      position: 'absolute',
                      inset: 0,
                      border: 0,
                      background: 'none',
                      cursor: 'pointer',
                      p: 0,
                    }}
                  />
                )}
                <Typography
                  component="span"
                  sx={(theme) => ({
                    alignSelf: 'flex-start',
                    minWidth: 26,
                    lineHeight: '26px',
                    px: 0.5,
                    textAlign: 'center',
                    borderRadius: '13px',
                    fontSize: '0.875rem',
                    fontWeight: day === today ? 700 : 500,
                    pointerEvents: 'none',
                    color:
                      day === today
                        ? theme.tokens.onPrimary
                        : within
                          ? theme.tokens.ink
                          : theme.tokens.inkSoft,
                    background: day === today ? theme.tokens.primary : 'none',
                  })}
                >
                  {Number(day.slice(8))}
                </Typography>
                {holiday && (
                  <Typography
                    component="span"
                    noWrap
                    title={holiday.name}
                    sx={(theme) => ({
                      fontSize: '0.75rem',
                      px: 0.5,
                      color: holiday.is_working ? theme.tokens.inkSoft : theme.tokens.warning,
                      pointerEvents: 'none',
                      display: { xs: 'none', sm: 'block' },
                    })}
                  >
                    {holiday.name}
                  </Typography>
                )}
                {own.slice(0, SHOWN).map((one) => (
                  <Piece key={one.id} exception={one} text={label(one)} open={() => open(one)} />
                ))}
                {own.length > SHOWN && (
                  <Typography
                    component="span"
                    color="text.secondary"
                    sx={{ fontSize: '0.75rem', px: 0.5, pointerEvents: 'none' }}
                  >
                    {t('schedules.exceptions.moreOn', { smart_count: own.length - SHOWN })}
                  </Typography>
                )}
              </Box>
            );
          })}
        </Box>
      ))}
    </Box>
  );
}

function Piece({ exception, text, open }: { exception: ScheduleException; text: string; open: () => void }) {
  const Icon = ICONS[kindOf(exception.kind)];
  return (
    <Box
      component="button"
      type="button"
      // The list beside the month has the same, for keyboards.
      tabIndex={-1}
      aria-hidden
      title={text}
      onClick={open}
      sx={(theme) => {
        const { fill, ink } = kindLook(exception.kind, theme.tokens);
        return {
          position: 'relative',
          border: 0,
          font: 'inherit',
          cursor: 'pointer',
          display: 'flex',
          alignItems: 'center',
          gap: 0.5,
          minHeight: 22,
          px: 0.5,
          borderRadius: '6px',
          fontSize: '0.75rem',
          fontWeight: 600,
          textAlign: 'left',
          background: fill,
          color: ink,
        };
      }}
    >
      <Icon sx={{ fontSize: 14, flex: 'none' }} />
      <Box
        component="span"
        sx={{
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
          display: { xs: 'none', sm: 'block' },
        }}
      >
        {text}
      </Box>
    </Box>
  );
}
