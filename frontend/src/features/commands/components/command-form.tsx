import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { LabelledInput } from '../../../components/labelled-input';
import { Panel } from '../../../components/panel';
import { describeProblem } from '../../../transport/problem';
import { useCreateCommand } from '../api/create-command';
import type { Command } from '../command';
import { checkDraft, emptyDraft } from '../draft';
import type { Draft, DraftProblems } from '../draft';

const FIELDS = [
  { name: 'vehicleId', label: 'Vehicle id', hint: 'Its VIN, for example WVWZZZ1JZXW000001' },
  { name: 'command', label: 'Command', hint: 'For example read_dtc' },
  { name: 'parameters', label: 'Parameters', hint: 'A JSON object, for example {"ecu": "engine"}', isCode: true },
] as const;

export function CommandForm() {
  const [draft, setDraft] = useState(emptyDraft);
  const [problems, setProblems] = useState<DraftProblems>({});
  const creation = useCreateCommand();

  function change(name: keyof Draft, value: string): void {
    setDraft((typed) => ({ ...typed, [name]: value }));
    setProblems((found) => ({ ...found, [name]: undefined }));
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const checked = checkDraft(draft);
    if ('problems' in checked) {
      setProblems(checked.problems);
      focusFirst(event.currentTarget, checked.problems);
      return;
    }
    setProblems({});
    creation.mutate(checked.request, {
      onSuccess: () => { setDraft((typed) => ({ ...emptyDraft, vehicleId: typed.vehicleId })); },
    });
  }

  return (
    <Panel title="New command">
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'grid', gap: 2, px: 2.5, pt: 1, pb: 2.5 }}>
        {FIELDS.map((field) => (
          <LabelledInput
            key={field.name}
            {...field}
            value={draft[field.name]}
            problem={problems[field.name]}
            onChange={(value) => { change(field.name, value); }}
          />
        ))}
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
      {error !== null && <Alert severity="error" role="presentation" sx={{ mt: 2 }}>{describeProblem(error)}</Alert>}
      {created !== undefined && (
        <Alert severity="success" role="presentation" sx={{ mt: 2, overflowWrap: 'anywhere' }}>
          Sent {created.command} to {created.vehicle_id}.
        </Alert>
      )}
    </Box>
  );
}

function focusFirst(form: HTMLFormElement, problems: DraftProblems): void {
  const first = FIELDS.find(({ name }) => problems[name] !== undefined);
  const input = first && form.elements.namedItem(first.name);
  if (input instanceof HTMLElement) {
    input.focus();
  }
}
