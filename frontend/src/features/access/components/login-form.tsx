import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { LabelledInput } from '../../../components/labelled-input';
import { describeRefusal, useSignIn } from '../api/sign-in';
import type { Credentials } from '../api/sign-in';

const FIELDS = [
  { name: 'username', label: 'User name', autoComplete: 'username', missing: 'Enter your user name.' },
  { name: 'password', label: 'Password', autoComplete: 'current-password', missing: 'Enter your password.', isSecret: true },
] as const;

/** `hasEnded` says that somebody was signed in here until now. */
export function LoginForm({ hasEnded }: { hasEnded: boolean }) {
  const [typed, setTyped] = useState<Credentials>({ username: '', password: '' });
  const [isChecked, setChecked] = useState(false);
  const signIn = useSignIn();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    setChecked(true);
    const missing = FIELDS.find(({ name }) => typed[name] === '');
    if (missing === undefined) {
      signIn.mutate(typed);
    } else {
      signIn.reset();
      (event.currentTarget.elements.namedItem(missing.name) as HTMLElement).focus();
    }
  }

  return (
    <Box sx={{ maxWidth: 380, mx: 'auto' }}>
      <Typography variant="h1" sx={{ mb: 3 }}>Sign in</Typography>
      {hasEnded && (
        <Alert severity="info" role="status" sx={{ mb: 3 }}>The session has ended. What you typed is kept.</Alert>
      )}
      <Box component="form" aria-label="Sign in" noValidate onSubmit={submit} sx={{ display: 'grid', gap: 2 }}>
        {FIELDS.map(({ missing, ...field }) => (
          <LabelledInput
            key={field.name}
            {...field}
            value={typed[field.name]}
            problem={isChecked && typed[field.name] === '' ? missing : undefined}
            onChange={(value) => { setTyped((before) => ({ ...before, [field.name]: value })); }}
          />
        ))}
        <Box>
          <Button type="submit" variant="contained" size="large" fullWidth disabled={signIn.isPending}>
            {signIn.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
          <Box role="status">
            {signIn.error !== null && (
              <Alert severity="error" role="presentation" sx={{ mt: 2 }}>{describeRefusal(signIn.error)}</Alert>
            )}
          </Box>
        </Box>
      </Box>
    </Box>
  );
}
