import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { AccessGate } from '../features/access/components/access-gate';
import { CommandsPage } from '../features/commands/components/commands-page';
import { emptyDraft } from '../features/commands/draft';
import { ErrorBoundary } from './error-boundary';
import { createQueryClient } from './query-client';
import { themeFor } from './theme';

export function App() {
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true });
  const theme = useMemo(() => themeFor(prefersDark ? 'dark' : 'light'), [prefersDark]);
  const [queryClient] = useState(createQueryClient);
  const [draft, setDraft] = useState(emptyDraft);
  return (
    <ThemeProvider theme={theme}>
      <CssBaseline enableColorScheme />
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <AccessGate>
            <CommandsPage draft={draft} setDraft={setDraft} />
          </AccessGate>
        </QueryClientProvider>
      </ErrorBoundary>
    </ThemeProvider>
  );
}
