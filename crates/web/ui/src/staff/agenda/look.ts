import { alpha, type SxProps, type Theme } from '@mui/material/styles';
import type { AppointmentState } from '../../theme/tokens';
import { stateBackground } from '../ui/StateChip';

const HATCH = (color: string) => `repeating-linear-gradient(135deg, ${color} 0 2px, transparent 2px 9px)`;

/** The grid in our look: the states' colours and patterns, closed hours shaded, blocks hatched. */
export const look: SxProps<Theme> = ({ tokens: t, palette }) => {
  const dark = palette.mode === 'dark';
  return {
    height: '100%',
    minHeight: 0,
    '& .ec': {
      colorScheme: palette.mode,
      '--ec-bg-color': t.paper,
      '--ec-text-color': t.ink,
      '--ec-border-color': t.line,
      '--ec-today-bg-color': t.paper,
      '--ec-now-indicator-color': t.danger,
      '--ec-event-col-gap': '4px',
      '--ec-popup-bg-color': t.paper,
      '--ec-bg-event-opacity': 1,
      '--ec-bg-event-color': 'transparent',
      '--ec-color-300': alpha('#000000', dark ? 0.5 : 0.15),
      '--ec-color-400': t.inkSoft,
      color: t.ink,
      height: '100%',
    },
    '& .ec-toolbar': { display: 'none' },
    '& .ec-main': { borderRadius: '12px', borderColor: t.line, background: t.paper, scrollbarWidth: 'thin' },
    '& .ec-header': { boxShadow: `0 1px 0 ${t.line}` },
    '& .ec-col-head, & .ec-col-group': {
      fontSize: '0.875rem',
      fontWeight: 600,
      paddingBlock: '0.25rem',
      color: t.inkSoft,
    },
    '& .ec-col-head.ec-today, & .ec-col-group.ec-today': { color: t.primary },
    '& .ec-sidebar': { fontSize: '0.75rem', color: t.inkSoft, fontVariantNumeric: 'tabular-nums' },
    '& .ec-now-indicator': { zIndex: 4 },
    '& .ec-now-indicator::before': {
      width: 9,
      height: 9,
      marginBlockStart: '-5.5px',
      marginInlineStart: '-5px',
    },

    '& .pa-column': {
      all: 'unset',
      display: 'inline-flex',
      alignItems: 'center',
      justifyContent: 'center',
      gap: '8px',
      minHeight: 40,
      paddingInline: '10px',
      maxWidth: '100%',
      boxSizing: 'border-box',
      borderRadius: '10px',
      color: t.ink,
      fontWeight: 600,
    },
    '& button.pa-column': {
      cursor: 'pointer',
      '&:hover': { background: t.sunken },
      '&:focus-visible': { outline: `3px solid ${alpha(t.primary, 0.6)}`, outlineOffset: -3 },
    },
    '& .pa-column-name': {
      overflow: 'hidden',
      display: '-webkit-box',
      WebkitBoxOrient: 'vertical',
      WebkitLineClamp: '2',
      lineHeight: 1.25,
      textAlign: 'start',
    },
    '& .pa-dot': { width: 10, height: 10, borderRadius: 99, flex: 'none', background: t.inkSoft },

    '& .ec-bg-event.pa-closed': {
      background: dark ? alpha('#000000', 0.34) : alpha(t.sunken, 0.85),
      mixBlendMode: dark ? 'normal' : 'multiply',
      pointerEvents: 'none',
    },

    '& .ec-event': {
      padding: '3px 6px 3px 9px',
      borderRadius: '8px',
      fontSize: '0.8125rem',
      lineHeight: 1.28,
      boxShadow: `inset 4px 0 0 var(--pa-edge), 0 0 0 1px var(--pa-ring)`,
      overflow: 'hidden',
      cursor: 'pointer',
      transition: 'box-shadow 120ms',
      '&:hover': {
        boxShadow: `inset 4px 0 0 var(--pa-edge), 0 0 0 1px var(--pa-edge), 0 4px 12px ${alpha('#000', 0.16)}`,
      },
      '&:focus-visible': { outline: `3px solid ${t.primary}`, outlineOffset: 1, zIndex: 5 },
    },
    '& .ec-event-body': { gap: 0, minWidth: 0, position: 'relative' },
    '& .ec-time-grid .ec-event-body > *': {
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    '& .pa-head': { display: 'flex', alignItems: 'center', gap: '5px', flex: 'none' },
    '& .pa-time': { fontSize: '0.75rem', fontVariantNumeric: 'tabular-nums' },
    '& .pa-name': { fontWeight: 650, flex: 'none' },
    '& .pa-more': { fontSize: '0.75rem', flex: 'none' },
    // A quarter of an hour is one line, half an hour two.
    '& .ec-time-grid .pa-line': {
      paddingBlock: '1px',
      '.ec-event-body': { flexDirection: 'row', alignItems: 'center', gap: '6px' },
      '.pa-name, .pa-more-1': { flex: '0 1 auto', minWidth: 0 },
      '.pa-more-2': { display: 'none' },
    },
    '& .ec-time-grid .pa-two .pa-more-2, & .ec-time-grid .pa-three .pa-more-2': { display: 'none' },
    '& .ec-time-grid .pa-two .pa-more-1': { display: 'none' },
    ...stateLooks(t.states),
    '& .pa-cancelada .pa-name': { textDecoration: 'line-through' },
    '& .pa-block': {
      '--pa-edge': t.inkSoft,
      '--pa-ring': t.line,
      color: t.ink,
      background: `${HATCH(alpha(t.inkSoft, 0.28))}, ${t.sunken}`,
      '.pa-name': { fontWeight: 550 },
    },
    '& .pa-draft': {
      '--pa-edge': t.primary,
      '--pa-ring': t.primary,
      color: t.primary,
      background: t.primarySoft,
      pointerEvents: 'none',
    },
    '& .ec-event.ec-preview': {
      boxShadow: `0 0 0 2px ${t.success}, 0 8px 24px ${alpha('#000', 0.28)}`,
      opacity: 1,
    },
    '&[data-drag=taken] .ec-event.ec-preview': { boxShadow: `0 0 0 3px ${t.danger}` },
    '&[data-drag=outside] .ec-event.ec-preview': { boxShadow: `0 0 0 3px ${t.warning}` },
    '& .ec-event.ec-ghost': { opacity: 0.45 },

    '& .pa-sign': { width: 9, height: 9, flex: 'none', display: 'inline-block' },
    '& .pa-sign-arrived': {
      borderRadius: 99,
      background: t.success,
      boxShadow: `0 0 0 2px ${alpha(t.success, 0.3)}`,
    },
    '& .pa-sign-series': {
      border: '2px solid currentColor',
      borderRadius: 99,
      borderInlineEndColor: 'transparent',
    },
    '& .pa-sign-notes': {
      background: 'currentColor',
      clipPath: 'polygon(0 0, 100% 0, 100% 70%, 45% 70%, 15% 100%, 15% 70%, 0 70%)',
    },
    '& .pa-hidden': {
      position: 'absolute',
      width: 1,
      height: 1,
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
    },

    // The month: a line each.
    '& .ec-month-view .ec-event': { padding: '1px 4px 1px 8px', borderRadius: '6px', marginInline: '3px' },
    '& .ec-month-view .ec-event-body': { alignItems: 'center', gap: '5px', overflow: 'hidden' },
    '& .ec-month-view .pa-name': {
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      flex: '1 1 0',
      minWidth: 0,
    },
    '& .ec-month-view .pa-more, & .ec-month-view .pa-sign': { display: 'none' },
    '& .ec-month-view .ec-events > .ec-event': {
      inlineSize: 'calc(100% - 6px)',
      marginBlockEnd: '2px',
      lineHeight: 1.2,
    },
    '& .ec-month-view .ec-day': { cursor: 'pointer' },
    '& .ec-day-grid.ec-month-view .ec-day-head': { padding: '2px 4px' },
    '& .ec-month-view .ec-day-foot': { padding: 0 },
    '& .ec-month-view .ec-day-head time': { fontWeight: 600, padding: '2px 7px', borderRadius: 99 },
    '& .ec-month-view .ec-today .ec-day-head time': { background: t.primary, color: t.onPrimary },
    '& .ec-day-grid .ec-col-head': { textTransform: 'capitalize' },
    '& .ec-day-foot a': { color: t.primary, fontWeight: 600, padding: '2px 8px', display: 'inline-block' },
  };
};

function stateLooks(states: Theme['tokens']['states']): Record<string, object> {
  return Object.fromEntries(
    (Object.keys(states) as AppointmentState[]).map((state) => {
      const own = states[state];
      return [
        `& .pa-${state}`,
        {
          '--pa-edge': own.edge,
          '--pa-ring': alpha(own.edge, 0.45),
          color: own.ink,
          background: stateBackground(own),
        },
      ];
    }),
  );
}
