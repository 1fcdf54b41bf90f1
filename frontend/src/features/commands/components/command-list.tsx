import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Pagination from '@mui/material/Pagination';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Panel } from '../../../components/panel';
import { describeProblem } from '../../../transport/problem';
import { useCommands } from '../api/list-commands';
import { CommandTable } from './command-table';

const PAGE_SIZE = 10;

export function CommandList() {
  const [pageNumber, setPageNumber] = useState(1);
  const { data, error, isPending, refetch } = useCommands({ limit: PAGE_SIZE, offset: (pageNumber - 1) * PAGE_SIZE });
  const pageCount = Math.ceil((data?.total ?? 0) / PAGE_SIZE);
  const retry = <Button color="inherit" onClick={() => void refetch()}>Try again</Button>;

  return (
    <Panel title="Commands" aside={data && <Count total={data.total} />}>
      {error !== null && (
        <Alert severity="error" action={retry} sx={{ mx: 2.5, mb: 2.5 }}>
          <AlertTitle>The commands could not be loaded</AlertTitle>
          {describeProblem(error)}
        </Alert>
      )}
      {isPending && <CommandTable commands="loading" />}
      {data?.total === 0 && <NoCommands />}
      {data !== undefined && data.total > 0 && <CommandTable commands={data.items} />}
      {pageCount > 1 && (
        <Box sx={{ display: 'flex', justifyContent: 'center', p: 1.5 }}>
          <Pagination
            count={pageCount}
            page={pageNumber}
            onChange={(_event, chosen) => { setPageNumber(chosen); }}
            aria-label="Pages of commands"
          />
        </Box>
      )}
    </Panel>
  );
}

function Count({ total }: { total: number }) {
  return (
    <Typography variant="body2" color="text.secondary">
      {total === 1 ? '1 command' : `${total} commands`}
    </Typography>
  );
}

function NoCommands() {
  return (
    <Box sx={{ px: 2.5, py: 8, textAlign: 'center' }}>
      <Typography sx={{ fontWeight: 600 }}>No commands yet</Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
        The first one that is sent to a vehicle appears here.
      </Typography>
    </Box>
  );
}
