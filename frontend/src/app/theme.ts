import { createTheme } from '@mui/material/styles';
import type { PaletteOptions, Theme } from '@mui/material/styles';

type Mode = 'light' | 'dark';

const SYSTEM_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const palettes: Record<Mode, PaletteOptions> = {
  light: {
    mode: 'light',
    primary: { main: '#0e7490' },
    info: { main: '#0369a1' },
    background: { default: '#f4f6f8', paper: '#ffffff' },
    text: { primary: '#14212b', secondary: '#526170' },
    divider: '#dde3e9',
  },
  dark: {
    mode: 'dark',
    primary: { main: '#38bdd4' },
    background: { default: '#0b1118', paper: '#131c26' },
    text: { primary: '#e6edf3', secondary: '#9fb0c0' },
    divider: '#263442',
  },
};

export function themeFor(mode: Mode): Theme {
  return createTheme({
    palette: palettes[mode],
    shape: { borderRadius: 10 },
    typography: {
      fontFamily: SYSTEM_FONT,
      h1: { fontSize: '1.625rem', fontWeight: 650, letterSpacing: '-0.015em' },
      h2: { fontSize: '1.0625rem', fontWeight: 650, letterSpacing: '-0.005em' },
      button: { textTransform: 'none', fontWeight: 600 },
    },
    components: {
      MuiButtonBase: {
        styleOverrides: {
          root: ({ theme }) => ({
            '&.Mui-focusVisible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 2 },
          }),
        },
      },
      MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
      MuiButton: { defaultProps: { disableElevation: true } },
      MuiTableCell: {
        styleOverrides: {
          root: ({ theme }) => ({
            padding: '10px 16px',
            borderColor: theme.palette.divider,
            '&:first-of-type': { paddingLeft: 20 },
            '&:last-of-type': { paddingRight: 20 },
          }),
          head: ({ theme }) => ({
            color: theme.palette.text.secondary,
            fontSize: '0.8125rem',
            fontWeight: 600,
            whiteSpace: 'nowrap',
          }),
        },
      },
    },
  });
}
