import { createTheme, type Theme } from '@mui/material/styles';
import { components } from './components';
import { FONT, RADIUS, tokens, type Scheme, type Tokens } from './tokens';

declare module '@mui/material/styles' {
  interface Theme {
    tokens: Tokens;
  }
  interface ThemeOptions {
    tokens?: Tokens;
  }
}

/** MUI in our look and the business's colour. `theme.tokens` has what the palette lacks, such as the states' colours. */
export function muiTheme(scheme: Scheme, brand: string | null): Theme {
  const t = tokens(scheme, brand);
  return createTheme({
    tokens: t,
    palette: {
      mode: scheme,
      primary: { main: t.primary, contrastText: t.onPrimary },
      secondary: { main: t.primary, contrastText: t.onPrimary },
      error: { main: t.danger },
      success: { main: t.success },
      warning: { main: t.warning },
      info: { main: t.info },
      background: { default: t.background, paper: t.paper },
      text: { primary: t.ink, secondary: t.inkSoft },
      divider: t.line,
    },
    shape: { borderRadius: RADIUS },
    typography: {
      fontFamily: FONT,
      h1: { fontSize: '1.75rem', fontWeight: 700, letterSpacing: '-0.015em' },
      h2: { fontSize: '1.375rem', fontWeight: 700, letterSpacing: '-0.01em' },
      h3: { fontSize: '1.125rem', fontWeight: 650 },
      h4: { fontSize: '1rem', fontWeight: 650 },
      h5: { fontSize: '1.375rem', fontWeight: 700, letterSpacing: '-0.01em' },
      h6: { fontSize: '1.125rem', fontWeight: 650 },
      subtitle1: { fontWeight: 600 },
      subtitle2: { fontWeight: 600 },
      button: { textTransform: 'none', fontWeight: 600 },
      overline: {
        textTransform: 'none',
        fontWeight: 600,
        letterSpacing: 0,
        lineHeight: 1.6,
        fontSize: '0.8125rem',
      },
    },
    components: components(t),
  });
}
