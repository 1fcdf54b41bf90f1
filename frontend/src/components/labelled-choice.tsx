import FormControl from '@mui/material/FormControl';
import FormHelperText from '@mui/material/FormHelperText';
import InputLabel from '@mui/material/InputLabel';
import NativeSelect from '@mui/material/NativeSelect';
import OutlinedInput from '@mui/material/OutlinedInput';
import { useId } from 'react';

interface LabelledChoiceProps {
  name: string;
  label: string;
  hint?: string | undefined;
  value: string;
  choices: { value: string; label: string }[];
  /** What stands there while nothing is chosen. */
  placeholder: string;
  problem?: string | undefined;
  onChange: (value: string) => void;
}

/** One of several values, in the browser's own list: MUI's would bring Menu and Popover into the bundle. */
export function LabelledChoice(props: LabelledChoiceProps) {
  const { name, label, hint, value, choices, placeholder, problem, onChange } = props;
  const inputId = useId();
  const hintId = useId();
  const hasProblem = problem !== undefined;
  return (
    <FormControl fullWidth size="small" error={hasProblem}>
      <InputLabel htmlFor={inputId} shrink>{label}</InputLabel>
      <NativeSelect
        input={<OutlinedInput label={label} notched />}
        value={value}
        inputProps={{ id: inputId, name, 'aria-describedby': hintId, 'aria-invalid': hasProblem }}
        onChange={(event) => { onChange(event.target.value); }}
      >
        <option value="">{placeholder}</option>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </NativeSelect>
      <FormHelperText id={hintId}>{problem ?? hint}</FormHelperText>
    </FormControl>
  );
}
