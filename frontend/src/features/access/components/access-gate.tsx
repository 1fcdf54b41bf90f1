import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { PageFrame } from '../../../components/page-frame';
import { useStanding } from '../../../transport/session';
import { useFirstQuestion } from '../api/ask-server';
import { LoginForm } from './login-form';

/** Shows the page to whom the server answers, also without a token where authentication is off, and the login to others. */
export function AccessGate({ children }: { children: ReactNode }) {
  const standing = useStanding();
  const isAsking = useFirstQuestion(standing === 'not asked');
  if (isAsking) {
    return (
      <PageFrame>
        <Typography variant="h1" sx={{ mb: 2 }}>Vehicle commands</Typography>
        <Typography role="status">Asking the server…</Typography>
      </PageFrame>
    );
  }
  if (standing === 'signed in' || standing === 'not asked') {
    return children;
  }
  return <PageFrame><LoginForm hasEnded={standing === 'token refused'} /></PageFrame>;
}
