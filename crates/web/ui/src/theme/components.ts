import { alpha, type ThemeOptions } from '@mui/material/styles';
import type { Tokens } from './tokens';

/** Where a finger points, what can be pressed is at least this high, in pixels. */
const TOUCH = 40;

/** How MUI's and react-admin's components look, so that lists and forms look designed without any work of their own. */
export function components(t: Tokens): NonNullable<ThemeOptions['components']> {
  return { ...surfaces(t), ...controls(t), ...tables(t), ...lists(t), ...forms(t) };
}

function surfaces(t: Tokens): NonNullable<ThemeOptions['components']> {
  return {
    MuiCssBaseline: {
      styleOverrides: {
        html: { scrollPaddingTop: 'calc(var(--frame-top, 0px) + 12px)' },
        body: { fontFeatureSettings: "'tnum' 1" },
        ':focus-visible': { outline: `3px solid ${alpha(t.primary, 0.6)}`, outlineOffset: 2 },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            transitionDuration: '0.01ms !important',
          },
        },
        '@media print': { body: { background: '#fff' } },
      },
    },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: { defaultProps: { variant: 'outlined' }, styleOverrides: { root: { borderRadius: 14 } } },
    MuiAppBar: { defaultProps: { elevation: 0, color: 'default' } },
    MuiDialog: { styleOverrides: { paper: { borderRadius: 18, border: `1px solid ${t.line}` } } },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: '1.25rem', fontWeight: 700, paddingTop: 20 } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '12px 24px 20px', gap: 4 } } },
    MuiMenu: {
      styleOverrides: {
        paper: {
          borderRadius: 12,
          border: `1px solid ${t.line}`,
          boxShadow: '0 8px 28px rgb(40 25 10 / 0.16)',
        },
      },
    },
    MuiMenuItem: {
      styleOverrides: { root: { minHeight: TOUCH, borderRadius: 8, margin: '0 6px', paddingInline: 10 } },
    },
    MuiPopover: { styleOverrides: { paper: { borderRadius: 12 } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400 },
      styleOverrides: {
        tooltip: { backgroundColor: t.ink, color: t.paper, fontSize: '0.8125rem', fontWeight: 500 },
      },
    },
    MuiAlert: { styleOverrides: { root: { borderRadius: 12, alignItems: 'center' } } },
    MuiSkeleton: { defaultProps: { animation: 'wave' }, styleOverrides: { root: { borderRadius: 8 } } },
  };
}

function controls(t: Tokens): NonNullable<ThemeOptions['components']> {
  return {
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: {
          borderRadius: 10,
          minHeight: TOUCH,
          paddingInline: 16,
          '&.MuiButton-sizeSmall': {
            minHeight: 34,
            paddingInline: 12,
            '@media (pointer: coarse)': { minHeight: TOUCH },
          },
        },
        outlined: { borderColor: t.line, '&:hover': { borderColor: t.primary } },
      },
    },
    MuiIconButton: {
      styleOverrides: { root: { '@media (pointer: coarse)': { minWidth: TOUCH, minHeight: TOUCH } } },
    },
    MuiToggleButton: {
      styleOverrides: {
        root: {
          minHeight: TOUCH,
          borderColor: t.line,
          color: t.inkSoft,
          textTransform: 'none',
          paddingInline: 14,
          '&.Mui-selected': { backgroundColor: t.primarySoft, color: t.primary, fontWeight: 650 },
        },
      },
    },
    MuiChip: {
      styleOverrides: { root: { fontWeight: 550, borderRadius: 8 }, outlined: { borderColor: t.line } },
    },
    MuiLink: { defaultProps: { underline: 'hover' } },
    MuiTabs: {
      defaultProps: { variant: 'scrollable', scrollButtons: 'auto', allowScrollButtonsMobile: true },
      styleOverrides: {
        root: { borderBottom: `1px solid ${t.line}` },
        indicator: { height: 3, borderRadius: 3 },
      },
    },
    MuiTab: { styleOverrides: { root: { minHeight: 48, fontWeight: 600, fontSize: '0.9375rem' } } },
    MuiListItemButton: {
      styleOverrides: {
        root: {
          borderRadius: 10,
          '&.Mui-selected': { backgroundColor: t.primarySoft, color: t.primary },
          '&.Mui-selected:hover': { backgroundColor: t.primarySoft },
        },
      },
    },
    MuiSwitch: { defaultProps: { color: 'primary' } },
  };
}

function tables(t: Tokens): NonNullable<ThemeOptions['components']> {
  return {
    MuiTableCell: {
      styleOverrides: {
        head: {
          color: t.inkSoft,
          fontWeight: 600,
          fontSize: '0.8125rem',
          backgroundColor: t.sunken,
          whiteSpace: 'nowrap',
        },
        root: { borderColor: t.line },
        paddingCheckbox: { padding: '0 8px' },
      },
    },
    MuiTableRow: {
      styleOverrides: {
        root: {
          '&:last-child > td': { borderBottom: 0 },
          '&.MuiTableRow-hover:hover': { backgroundColor: alpha(t.primary, 0.05) },
        },
      },
    },
    MuiTableSortLabel: { styleOverrides: { root: { '&.Mui-active': { color: t.ink } } } },
    MuiTablePagination: {
      styleOverrides: {
        root: { color: t.inkSoft, overflow: 'visible' },
        selectLabel: { fontSize: '0.875rem' },
        displayedRows: { fontSize: '0.875rem' },
      },
    },
    RaDataTable: {
      styleOverrides: {
        root: {
          overflowX: 'auto',
          '& .RaDataTable-headerCell': { backgroundColor: t.sunken, paddingBlock: 10 },
          '& .RaDataTable-rowCell': { paddingBlock: 12, fontSize: '0.9375rem' },
          '& .RaDataTable-row:focus-within': { backgroundColor: alpha(t.primary, 0.05) },
        },
      },
    },
    RaDatagrid: {
      styleOverrides: {
        root: {
          '& .RaDatagrid-headerCell': { backgroundColor: t.sunken, paddingBlock: 10 },
          '& .RaDatagrid-rowCell': { paddingBlock: 12, fontSize: '0.9375rem' },
        },
      },
    },
    RaBulkActionsToolbar: {
      styleOverrides: {
        root: {
          '& .RaBulkActionsToolbar-toolbar': {
            backgroundColor: t.primarySoft,
            color: t.ink,
            borderRadius: 12,
          },
        },
      },
    },
  };
}

function lists(t: Tokens): NonNullable<ThemeOptions['components']> {
  return {
    RaList: {
      styleOverrides: {
        root: {
          paddingTop: 20,
          '& .RaList-content': { borderRadius: 14, overflow: 'hidden' },
          '& .RaList-actions': { minHeight: 56, alignItems: 'center', gap: 12 },
        },
      },
    },
    RaTopToolbar: { styleOverrides: { root: { gap: 8, padding: 0, minHeight: 48, alignItems: 'center' } } },
    RaListToolbar: {
      styleOverrides: {
        root: { alignItems: 'center', backgroundColor: 'transparent', padding: '4px 0 12px' },
      },
    },
    RaFilterForm: {
      styleOverrides: { root: { alignItems: 'center', gap: 8, minHeight: 48, paddingBottom: 0 } },
    },
    RaSearchInput: {
      styleOverrides: {
        root: { minWidth: 260, '& .MuiOutlinedInput-root': { backgroundColor: t.paper, borderRadius: 10 } },
      },
    },
    RaEmpty: {
      styleOverrides: { root: { '& .RaEmpty-message': { opacity: 1, color: t.inkSoft, marginTop: 64 } } },
    },
  };
}

function forms(t: Tokens): NonNullable<ThemeOptions['components']> {
  return {
    MuiTextField: { defaultProps: { variant: 'outlined', size: 'small' } },
    MuiFormControl: { defaultProps: { variant: 'outlined', size: 'small' } },
    MuiAutocomplete: { defaultProps: { fullWidth: true } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: {
          borderRadius: 10,
          backgroundColor: t.paper,
          '&:hover:not(.Mui-disabled):not(.Mui-error) .MuiOutlinedInput-notchedOutline': {
            borderColor: t.inkSoft,
          },
        },
        notchedOutline: { borderColor: t.edge },
      },
    },
    MuiFormHelperText: {
      styleOverrides: {
        // Why something is disabled is to be read.
        root: { marginInline: 2, fontSize: '0.8125rem', '&.Mui-disabled': { color: t.inkSoft } },
      },
    },
    MuiFormLabel: { styleOverrides: { root: { color: t.inkSoft } } },
    MuiCheckbox: { styleOverrides: { root: { color: t.inkSoft } } },
    RaSimpleForm: {
      styleOverrides: { root: { padding: 24, '& .ra-input': { width: '100%', maxWidth: 560 } } },
    },
    RaSimpleFormIterator: { defaultProps: { fullWidth: true } },
    RaToolbar: {
      styleOverrides: {
        root: {
          position: 'sticky',
          bottom: 'var(--frame-bottom, 0px)',
          zIndex: 3,
          minHeight: 64,
          backgroundColor: t.paper,
          borderTop: `1px solid ${t.line}`,
          borderRadius: '0 0 14px 14px',
          // Above the bottom navigation, where react-admin would put it over it.
          '&.RaToolbar-mobileToolbar': { bottom: 'var(--frame-bottom, 0px)', padding: '12px 16px' },
        },
      },
    },
    RaEdit: { styleOverrides: { root: { paddingTop: 20 } } },
    RaCreate: { styleOverrides: { root: { paddingTop: 20 } } },
    RaShow: { styleOverrides: { root: { paddingTop: 20 } } },
    RaLabeled: {
      styleOverrides: { root: { '& .RaLabeled-label': { color: t.inkSoft, fontSize: '0.8125rem' } } },
    },
  };
}
