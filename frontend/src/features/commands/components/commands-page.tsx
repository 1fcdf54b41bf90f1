import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { ConnectionStatus } from '../../../components/connection-status';
import { PageFrame } from '../../../components/page-frame';
import { useCommandEvents } from '../api/watch-commands';
import { CommandForm } from './command-form';
import { CommandList } from './command-list';
import { EventLog } from './event-log';

const COLUMNS = { xs: 'minmax(0, 1fr)', md: 'minmax(300px, 360px) minmax(0, 1fr)' };
const ROWS = { md: 'auto 1fr' };

export function CommandsPage() {
  const { connection, events, retry } = useCommandEvents();
  return (
    <PageFrame status={<ConnectionStatus connection={connection} onRetry={retry} />}>
      <Typography variant="h1">Vehicle commands</Typography>
      <Typography color="text.secondary" sx={{ mt: 0.5, mb: 3 }}>
        Send diagnostic commands to vehicles and watch the responses arrive.
      </Typography>
      <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: COLUMNS, gridTemplateRows: ROWS, alignItems: 'start' }}>
        <CommandForm />
        <Box sx={{ minWidth: 0, gridRow: { md: 'span 2' } }}>
          <CommandList />
        </Box>
        <EventLog events={events} />
      </Box>
    </PageFrame>
  );
}
