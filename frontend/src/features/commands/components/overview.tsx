import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReceivedEvent } from '../api/watch-commands';
import type { DraftState } from './command-form';
import { CommandList } from './command-list';
import { EventLog } from './event-log';
import { NewCommand } from './new-command';

const COLUMNS = { xs: 'minmax(0, 1fr)', md: 'minmax(300px, 360px) minmax(0, 1fr)' };
const ROWS = { md: 'auto 1fr' };

/** All commands, the form for a new one, and what happens meanwhile. */
export function Overview({ events, ...state }: DraftState & { events: ReceivedEvent[] }) {
  return (
    <>
      <Typography variant="h1">Vehicle commands</Typography>
      <Typography color="text.secondary" sx={{ mt: 0.5, mb: 3 }}>
        Send diagnostic commands to vehicles, and see each on its way there and what is answered.
      </Typography>
      <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: COLUMNS, gridTemplateRows: ROWS, alignItems: 'start' }}>
        <NewCommand {...state} />
        <Box sx={{ minWidth: 0, gridRow: { md: 'span 2' } }}>
          <CommandList />
        </Box>
        <EventLog events={events} />
      </Box>
    </>
  );
}
