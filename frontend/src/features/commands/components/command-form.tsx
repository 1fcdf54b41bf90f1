import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import type { Dispatch, FormEvent, SetStateAction } from 'react';
import { PageLink } from '../../../components/page-link';
import { Panel } from '../../../components/panel';
import { describeFailure, useCreateCommand } from '../api/create-command';
import type { CatalogEntry, Vehicle } from '../catalog';
import type { Command } from '../command';
import { checkDraft } from '../draft';
import type { Draft, DraftProblems } from '../draft';
import { DraftFields } from './draft-fields';

export interface DraftState {
  draft: Draft;
  /** Kept outside, so that it outlives a login and another page. */
  setDraft: Dispatch<SetStateAction<Draft>>;
}

interface CommandFormProps extends DraftState {
  vehicles: Vehicle[];
  catalog: CatalogEntry[];
}

export function CommandForm({ draft, setDraft, vehicles, catalog }: CommandFormProps) {
  const [problems, setProblems] = useState<DraftProblems>({});
  const creation = useCreateCommand();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const checked = checkDraft(draft, catalog.find(({ command }) => command === draft.command));
    if ('problems' in checked) {
      setProblems(checked.problems);
      creation.reset();
      focusFirst(event.currentTarget, checked.problems);
      return;
    }
    setProblems({});
    creation.mutate(checked.request, {
      // What was typed since is the next command.
      onSuccess: () => { setDraft((typed) => (typed === draft ? { ...typed, typed: {} } : typed)); },
    });
  }

  function change(next: Partial<Draft>, element: string): void {
    setDraft((typed) => ({ ...typed, ...next }));
    setProblems((found) => ({ ...found, [element]: undefined }));
  }

  return (
    <Panel title="New command">
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'grid', gap: 2, px: 2.5, pt: 1, pb: 2.5 }}>
        <DraftFields draft={draft} problems={problems} vehicles={vehicles} catalog={catalog} onChange={change} />
        <Box>
          <Button type="submit" variant="contained" size="large" fullWidth disabled={creation.isPending}>
            {creation.isPending ? 'Sending…' : 'Send command'}
          </Button>
          <Outcome error={creation.error} created={creation.data} />
        </Box>
      </Box>
    </Panel>
  );
}

function Outcome({ error, created }: { error: Error | null; created: Command | undefined }) {
  return (
    <Box role="status">
      {error !== null && <Alert severity="error" role="presentation" sx={{ mt: 2 }}>{describeFailure(error)}</Alert>}
      {created !== undefined && (
        <Alert severity="success" role="presentation" sx={{ mt: 2, overflowWrap: 'anywhere' }}>
          Accepted {created.command} for {created.vehicle_id}. <PageLink to={`/commands/${created.id}`}>Follow it</PageLink>
        </Alert>
      )}
    </Box>
  );
}

/** The first in the order of the form. */
function focusFirst(form: HTMLFormElement, problems: DraftProblems): void {
  for (const element of form.elements) {
    if (element instanceof HTMLElement && problems[element.getAttribute('name') ?? ''] !== undefined) {
      element.focus();
      return;
    }
  }
}
