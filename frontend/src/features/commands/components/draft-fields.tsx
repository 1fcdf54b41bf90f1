import { LabelledChoice } from '../../../components/labelled-choice';
import type { CatalogEntry, Vehicle } from '../catalog';
import { elementOf } from '../draft';
import type { Draft, DraftProblems } from '../draft';
import { fieldsOf } from '../schema-field';
import { ParameterInput } from './parameter-input';

interface DraftFieldsProps {
  draft: Draft;
  problems: DraftProblems;
  vehicles: Vehicle[];
  catalog: CatalogEntry[];
  onChange: (next: Partial<Draft>, element: string) => void;
}

/** Vehicle, command, and what the command's schema asks for. */
export function DraftFields({ draft, problems, vehicles, catalog, onChange }: DraftFieldsProps) {
  const entry = catalog.find(({ command }) => command === draft.command);
  return (
    <>
      <LabelledChoice
        name="vehicleId"
        label="Vehicle"
        placeholder="Choose a vehicle"
        // A phone cuts what is chosen at the end, where its number stands.
        hint={vehicles.length === 0 ? 'No vehicle is known to the server.' : draft.vehicleId}
        value={draft.vehicleId}
        choices={vehicles.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
        problem={problems.vehicleId}
        onChange={(vehicleId) => { onChange({ vehicleId }, 'vehicleId'); }}
      />
      <LabelledChoice
        name="command"
        label="Command"
        placeholder="Choose a command"
        hint={entry?.description}
        value={draft.command}
        choices={catalog.map(({ command, title }) => ({ value: command, label: title }))}
        problem={problems.command}
        onChange={(command) => { onChange({ command }, 'command'); }}
      />
      {entry !== undefined && fieldsOf(entry.parameters).map((field) => (
        <ParameterInput
          key={`${entry.command} ${field.name}`}
          field={field}
          value={draft.typed[field.name] ?? field.initial}
          problem={problems[elementOf(field.name)]}
          onChange={(text) => { onChange({ typed: { ...draft.typed, [field.name]: text } }, elementOf(field.name)); }}
        />
      ))}
    </>
  );
}
