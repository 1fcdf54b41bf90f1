import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Connection } from '../transport/event-stream';

interface ConnectionStatusProps {
  connection: Connection;
  onRetry: () => void;
}

const LOOKS = {
  live: { label: 'Live', color: 'success.main' },
  connecting: { label: 'Connecting…', color: 'warning.main' },
  waiting: { label: 'Offline', color: 'error.main' },
} satisfies Record<Connection, { label: string; color: string }>;

/** Says whether events arrive, and offers a new attempt while they do not. */
export function ConnectionStatus({ connection, onRetry }: ConnectionStatusProps) {
  const { label, color } = LOOKS[connection];
  return (
    <Stack direction="row" alignItems="center" spacing={1.5}>
      {connection === 'waiting' && (
        <Button size="small" onClick={onRetry}>
          Reconnect now
        </Button>
      )}
      <Stack direction="row" alignItems="center" spacing={1} role="status" aria-label="Connection">
        <Box aria-hidden sx={{ width: 9, height: 9, borderRadius: '50%', bgcolor: color }} />
        <Typography variant="body2" sx={{ fontWeight: 600 }} noWrap>
          {label}
        </Typography>
      </Stack>
    </Stack>
  );
}
