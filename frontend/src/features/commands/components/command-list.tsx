import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Panel } from '../../../components/panel';
import { describeProblem } from '../../../transport/problem';
import { useCommands } from '../api/list-commands';
import { CommandTable } from './command-table';

const PAGE_SIZE = 10;

export function CommandList() {
  // The last command of each page that was turned; the list begins after the last of them.
  const [turned, setTurned] = useState<string[]>([]);
  const { data, error, isPending, isPlaceholderData, refetch } = useCommands({ limit: PAGE_SIZE, before: turned.at(-1) });
  const next = isPlaceholderData ? null : data?.next ?? null;
  const retry = <Button color="inherit" onClick={() => void refetch()}>Try again</Button>;

  return (
    <Panel title="Commands">
      {error !== null && (
        <Alert severity="error" action={retry} sx={{ mx: 2.5, mb: 2.5 }}>
          <AlertTitle>The commands could not be loaded</AlertTitle>
          {describeProblem(error)}
        </Alert>
      )}
      {isPending && <CommandTable commands="loading" />}
      {data?.items.length === 0 && turned.length === 0 && <NoCommands />}
      {data !== undefined && data.items.length > 0 && <CommandTable commands={data.items} />}
      {(turned.length > 0 || next !== null) && (
        <Box
          component="nav"
          aria-label="Pages of commands"
          sx={{ display: 'flex', alignItems: 'center', justifyContent: 'center', gap: 1.5, p: 1.5 }}
        >
          <Button disabled={turned.length === 0} onClick={() => { setTurned(turned.slice(0, -1)); }}>
            Newer
          </Button>
          <Typography variant="body2" color="text.secondary">Page {turned.length + 1}</Typography>
          <Button disabled={next === null} onClick={() => { setTurned([...turned, ...(next === null ? [] : [next])]); }}>
            Older
          </Button>
        </Box>
      )}
    </Panel>
  );
}

function NoCommands() {
  return (
    <Box sx={{ px: 2.5, py: 8, textAlign: 'center' }}>
      <Typography sx={{ fontWeight: 600 }}>No commands yet</Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
        The first one that is sent appears here.
      </Typography>
    </Box>
  );
}
