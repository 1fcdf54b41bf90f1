import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { Panel } from '../../../components/panel';
import { describeProblem } from '../../../transport/problem';
import { useCatalog, useVehicles } from '../api/list-choices';
import { CommandForm } from './command-form';
import type { DraftState } from './command-form';

/** The form, once it is known which vehicles and commands there are. */
export function NewCommand(state: DraftState) {
  const vehicles = useVehicles();
  const catalog = useCatalog();
  if (vehicles.data !== undefined && catalog.data !== undefined) {
    return <CommandForm {...state} vehicles={vehicles.data} catalog={catalog.data} />;
  }
  const error = vehicles.error ?? catalog.error;
  const retry = <Button color="inherit" onClick={() => { void vehicles.refetch(); void catalog.refetch(); }}>Try again</Button>;
  return (
    <Panel title="New command">
      {error === null ? (
        <Skeleton variant="rounded" height={220} sx={{ mx: 2.5, mb: 2.5 }} />
      ) : (
        <Alert severity="error" action={retry} sx={{ mx: 2.5, mb: 2.5 }}>
          <AlertTitle>Vehicles and commands could not be loaded</AlertTitle>
          {describeProblem(error)}
        </Alert>
      )}
    </Panel>
  );
}
