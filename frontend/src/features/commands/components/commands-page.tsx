import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { lazy, Suspense } from 'react';
import { ConnectionStatus } from '../../../components/connection-status';
import { PageFrame } from '../../../components/page-frame';
import { PageLink } from '../../../components/page-link';
import { usePath } from '../../../routing/path';
import { endSession, useStanding } from '../../../transport/session';
import { useCommandEvents } from '../api/watch-commands';
import type { DraftState } from './command-form';
import { Overview } from './overview';

const COMMAND = /^\/commands\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/;

const CommandPage = lazy(async () => ({ default: (await import('./command-page')).CommandPage }));

/** Each address of the page; the connection for events outlives the change from one to another. */
export function CommandsPage(state: DraftState) {
  const { connection, events, retry } = useCommandEvents();
  const isSignedIn = useStanding() === 'signed in';
  const path = usePath();
  const id = COMMAND.exec(path)?.[1];
  return (
    <PageFrame
      status={
        <>
          <ConnectionStatus connection={connection} onRetry={retry} />
          {isSignedIn && <Button size="small" onClick={endSession}>Sign out</Button>}
        </>
      }
    >
      {path === '/' && <Overview {...state} events={events} />}
      {id !== undefined && (
        <Suspense fallback={<Typography variant="h1">Command</Typography>}>
          <CommandPage key={id} id={id} isLive={connection === 'live'} />
        </Suspense>
      )}
      {path !== '/' && id === undefined && <NoSuchPage />}
    </PageFrame>
  );
}

function NoSuchPage() {
  return (
    <>
      <Typography variant="h1" sx={{ mb: 2 }}>There is no such page</Typography>
      <PageLink to="/">All commands</PageLink>
    </>
  );
}
