import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import Typography from '@mui/material/Typography';
import { PageLink } from '../../../components/page-link';
import { Panel } from '../../../components/panel';
import { TimeStamp } from '../../../components/time-stamp';
import type { ReceivedEvent } from '../api/watch-commands';
import { labelOf } from '../status-label';

/** What has arrived on the WebSocket since the page was opened, newest first. */
export function EventLog({ events }: { events: ReceivedEvent[] }) {
  return (
    <Panel title="Live events">
      {events.length === 0 && (
        <Typography variant="body2" color="text.secondary" sx={{ px: 2.5, pb: 2.5 }}>
          Events appear here as they arrive.
        </Typography>
      )}
      {/* There from the start: what appears together with its log is not announced. */}
      <Box role="log" aria-label="Live events" tabIndex={events.length > 0 ? 0 : -1} sx={{ maxHeight: 360, overflow: 'auto' }}>
        <List dense disablePadding sx={{ pb: events.length > 0 ? 1 : 0 }}>
          {events.map((received) => <EventItem key={received.number} {...received} />)}
        </List>
      </Box>
    </Panel>
  );
}

function EventItem({ event, receivedAt }: ReceivedEvent) {
  const { title, detail, id } = wordsOf(event);
  return (
    <ListItem sx={{ px: 2.5, gap: 1.5, alignItems: 'baseline' }}>
      <Typography variant="caption" color="text.secondary" component="span">
        <TimeStamp at={receivedAt} />
      </Typography>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}><PageLink to={`/commands/${id}`}>{title}</PageLink></Typography>
        <Typography variant="caption" color="text.secondary">{detail}</Typography>
      </Box>
    </ListItem>
  );
}

function wordsOf(event: ReceivedEvent['event']): { title: string; detail: string; id: string } {
  if (event.type === 'command.part') {
    return { title: `Part ${event.sequence}`, detail: `of ${event.command_id.slice(0, 8)}`, id: event.command_id };
  }
  const { command, id, vehicle_id, status } = event.command;
  return { title: command, detail: `${labelOf(status).toLowerCase()} · ${vehicle_id}`, id };
}
