import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { JsonBlock } from '../../../components/json-block';
import { PageLink } from '../../../components/page-link';
import { Panel } from '../../../components/panel';
import { TimeStamp } from '../../../components/time-stamp';
import { isRefused } from '../../../transport/api-client';
import { describeProblem } from '../../../transport/problem';
import { useCommand } from '../api/get-command';
import { isFinal } from '../command';
import type { Command } from '../command';
import { withoutGap } from '../part';
import { PartLog } from './part-log';
import { StatusChip } from './status-chip';

interface CommandPageProps {
  id: string;
  isLive: boolean;
}

/** One command and what its vehicle answers, part by part. */
export function CommandPage({ id, isLive }: CommandPageProps) {
  const { command, parts } = useCommand(id, isLive);
  const error = command.error ?? parts.error;
  return (
    <>
      <PageLink to="/">All commands</PageLink>
      {command.data === undefined && <Typography variant="h1" sx={{ mt: 1.5 }}>Command</Typography>}
      {error !== null && (
        <Alert severity="error" sx={{ mt: 2 }}>
          {describeProblem(error)} {isRefused(error) ? '' : 'The page asks again by itself.'}
        </Alert>
      )}
      {command.isPending && <Skeleton variant="rounded" height={220} sx={{ mt: 2 }} />}
      {command.data !== undefined && (
        <>
          <Heading command={command.data} />
          <Box sx={{ display: 'grid', gap: 3 }}>
            <Panel title="Parameters">
              <Box sx={{ px: 2.5, pb: 2.5 }}>
                <JsonBlock title="As they were given" value={command.data.parameters} />
              </Box>
            </Panel>
            <PartLog parts={withoutGap(parts.data ?? [])} isDone={isFinal(command.data)} />
          </Box>
        </>
      )}
    </>
  );
}

function Heading({ command }: { command: Command }) {
  return (
    <>
      <Stack direction="row" spacing={1.5} alignItems="center" useFlexGap flexWrap="wrap" sx={{ mt: 1.5 }}>
        <Typography variant="h1">{command.command}</Typography>
        <Box role="status" aria-label="State of the command"><StatusChip status={command.status} /></Box>
      </Stack>
      <Typography color="text.secondary" sx={{ mt: 0.5, mb: 3, overflowWrap: 'anywhere' }}>
        {command.vehicle_id} · accepted <TimeStamp at={new Date(command.created_at)} /> · by {command.actor}
      </Typography>
      {command.cause !== null && (
        <Alert severity={command.status === 'timed_out' ? 'warning' : 'error'} sx={{ mb: 3 }}>{command.cause}</Alert>
      )}
    </>
  );
}
