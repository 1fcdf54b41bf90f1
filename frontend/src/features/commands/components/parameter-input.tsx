import { LabelledChoice } from '../../../components/labelled-choice';
import { LabelledInput } from '../../../components/labelled-input';
import { elementOf } from '../draft';
import type { Field } from '../schema-field';

interface ParameterInputProps {
  field: Field;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

const BOOLEANS = [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }];

/** The field of a form for one parameter of a command, by its schema. */
export function ParameterInput({ field, ...rest }: ParameterInputProps) {
  const { kind, label, hint, choices, isRequired } = field;
  const named = { name: elementOf(field.name), label, hint, ...rest };
  if (kind === 'choice' || kind === 'boolean') {
    return (
      <LabelledChoice
        {...named}
        placeholder={isRequired ? 'Choose…' : 'None'}
        choices={kind === 'boolean' ? BOOLEANS : choices.map((choice) => ({ value: choice.json, label: choice.label }))}
      />
    );
  }
  if (kind === 'integer' || kind === 'number') {
    return <LabelledInput {...named} inputMode={kind === 'integer' ? 'numeric' : 'decimal'} />;
  }
  return <LabelledInput {...named} isCode={kind !== 'text'} />;
}
