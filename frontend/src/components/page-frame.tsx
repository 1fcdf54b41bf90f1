import AppBar from '@mui/material/AppBar';
import Box from '@mui/material/Box';
import Container from '@mui/material/Container';
import Toolbar from '@mui/material/Toolbar';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { PageLink } from './page-link';

interface PageFrameProps {
  /** What the app bar shows at its end. */
  status?: ReactNode;
  children: ReactNode;
}

export function PageFrame({ status, children }: PageFrameProps) {
  return (
    <>
      <AppBar
        position="sticky"
        color="inherit"
        elevation={0}
        sx={{ borderBottom: 1, borderColor: 'divider', bgcolor: 'background.paper' }}
      >
        <Container maxWidth="xl">
          <Toolbar disableGutters sx={{ gap: 1.5 }}>
            <Box component="img" src="/favicon.svg" alt="" width={28} height={28} />
            <Typography component="span" sx={{ fontWeight: 700, letterSpacing: '-0.01em', flexGrow: 1 }} noWrap>
              <PageLink to="/">SOVD Command</PageLink>
            </Typography>
            {status}
          </Toolbar>
        </Container>
      </AppBar>
      <Container maxWidth="xl" component="main" sx={{ py: { xs: 3, md: 4 } }}>
        {children}
      </Container>
    </>
  );
}
