import FormControl from '@mui/material/FormControl';
import FormHelperText from '@mui/material/FormHelperText';
import InputLabel from '@mui/material/InputLabel';
import OutlinedInput from '@mui/material/OutlinedInput';
import { useId } from 'react';

interface LabelledInputProps {
  name: string;
  label: string;
  hint?: string | undefined;
  value: string;
  problem?: string | undefined;
  /** Several lines in a fixed-width font. */
  isCode?: boolean;
  isSecret?: boolean;
  /** What the browser may fill in. */
  autoComplete?: string;
  inputMode?: 'numeric' | 'decimal';
  onChange: (value: string) => void;
}

const CODE_FONT = { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', fontSize: '0.875rem' };

/** A text field; MUI's own TextField would bring Select, Menu and Popover into the bundle. */
export function LabelledInput(props: LabelledInputProps) {
  const { name, label, hint, value, problem, isCode = false, isSecret = false, autoComplete = 'off', inputMode, onChange } = props;
  const inputId = useId();
  const hintId = useId();
  const hasProblem = problem !== undefined;
  return (
    <FormControl fullWidth size="small" error={hasProblem}>
      <InputLabel htmlFor={inputId}>{label}</InputLabel>
      <OutlinedInput
        id={inputId}
        name={name}
        label={label}
        value={value}
        autoComplete={autoComplete}
        {...(isSecret && { type: 'password' })}
        {...(isCode && { multiline: true, rows: 5, sx: CODE_FONT })}
        inputProps={{ spellCheck: false, inputMode, 'aria-describedby': hintId, 'aria-invalid': hasProblem }}
        onChange={(event) => { onChange(event.target.value); }}
      />
      <FormHelperText id={hintId}>{problem ?? hint}</FormHelperText>
    </FormControl>
  );
}
