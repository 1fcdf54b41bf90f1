import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { ThemeProvider, getContrastRatio } from '@mui/material/styles';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { themeFor } from '../../src/app/theme';

test.each(['light', 'dark'] as const)('the %s theme marks the focus of buttons by an outline that can be seen', (mode) => {
  const theme = themeFor(mode);
  render(
    <ThemeProvider theme={theme}>
      <Button>text</Button>
      <IconButton>icon</IconButton>
    </ThemeProvider>,
  );

  for (const name of ['text', 'icon']) {
    const button = screen.getByRole('button', { name });
    // What MUI does when a key brought the focus; jsdom does not know how it came.
    button.classList.add('Mui-focusVisible');
    expect(getComputedStyle(button).outline).toBe(`2px solid ${theme.palette.primary.main}`);
  }

  const { primary, background } = theme.palette;
  // WCAG 2.2, 1.4.11: 3 to 1 against what is beside it.
  expect(getContrastRatio(primary.main, background.paper)).toBeGreaterThan(3);
  expect(getContrastRatio(primary.main, background.default)).toBeGreaterThan(3);
});
