import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';
import Container from '@mui/material/Container';
import { Component } from 'react';
import type { ReactNode } from 'react';

interface State {
  error: Error | null;
}

/** Shows what broke in place of an empty page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) {
      return this.props.children;
    }
    const reload = (
      <Button color="inherit" onClick={() => { window.location.reload(); }}>
        Reload
      </Button>
    );
    return (
      <Container maxWidth="sm" component="main" sx={{ py: 8 }}>
        <Alert severity="error" action={reload}>
          <AlertTitle>The page stopped working</AlertTitle>
          {this.state.error.message}
        </Alert>
      </Container>
    );
  }
}
