import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import Typography from '@mui/material/Typography';
import { Panel } from '../../../components/panel';
import { TimeStamp } from '../../../components/time-stamp';
import type { ReceivedEvent } from '../api/watch-commands';

/** What has arrived on the WebSocket since the page was opened, newest first. */
export function EventLog({ events }: { events: ReceivedEvent[] }) {
  return (
    <Panel title="Live events">
      {events.length === 0 ? (
        <Typography variant="body2" color="text.secondary" sx={{ px: 2.5, pb: 2.5 }}>
          Events appear here as they arrive.
        </Typography>
      ) : (
        <Box role="log" aria-label="Live events" tabIndex={0} sx={{ maxHeight: 360, overflow: 'auto', pb: 1 }}>
          <List dense disablePadding>
            {events.map((event) => <EventItem key={event.number} event={event} />)}
          </List>
        </Box>
      )}
    </Panel>
  );
}

function EventItem({ event: { type, command, receivedAt } }: { event: ReceivedEvent }) {
  return (
    <ListItem sx={{ px: 2.5, gap: 1.5, alignItems: 'baseline' }}>
      <Typography variant="caption" color="text.secondary" component="span">
        <TimeStamp at={receivedAt} />
      </Typography>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>{command.command}</Typography>
        <Typography variant="caption" color="text.secondary">
          {type.replace('command.', '')} · {command.vehicle_id}
        </Typography>
      </Box>
    </ListItem>
  );
}
