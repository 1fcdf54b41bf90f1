import { render, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { App } from '../../../src/app/app';
import { makeCommand, USER } from '../../samples';
import { backend, user } from '../../setup';
import { button, choose, fill } from '../../typing';

const TOKEN = 'head.claims.signature';

beforeEach(() => {
  backend.token = TOKEN;
});

async function signIn({ username, password } = USER): Promise<void> {
  await user.type(await screen.findByRole('textbox', { name: 'User name' }), username);
  await user.type(screen.getByLabelText('Password'), password);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('shows no login where the server asks for no token', async () => {
  backend.token = null;
  render(<App />);

  expect(await screen.findByText('No commands yet')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Sign out' })).not.toBeInTheDocument();
});

test('asks who it is, and then shows commands and events', async () => {
  backend.commands = [makeCommand()];
  render(<App />);
  await signIn();

  expect(await screen.findByRole('button', { name: /^Details of read_dtc/ })).toBeVisible();
  await waitFor(() => { expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live'); });
});

test('keeps the token for this tab, which a reload does not end', async () => {
  render(<App />);
  await signIn();
  await screen.findByText('No commands yet');

  expect(sessionStorage.getItem('sovd.session')).toContain(TOKEN);
  expect(localStorage).toHaveLength(0);
  vi.resetModules();
  const { currentToken } = await import('../../../src/transport/session');
  expect(currentToken()).toBe(TOKEN);
});

test('says that the name or the password is wrong, and keeps both', async () => {
  render(<App />);
  await signIn({ ...USER, password: 'wrong' });

  expect(await screen.findByText('the user name or the password is wrong')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'User name' })).toHaveValue(USER.username);
});

test('says when to try again after too many attempts', async () => {
  backend.loginsPausedFor = 17;
  render(<App />);
  await signIn();

  expect(await screen.findByText('Too many attempts. Try again in 17 seconds.')).toBeVisible();
});

test('asks for what is missing, and sends nothing', async () => {
  render(<App />);
  await user.click(await screen.findByRole('button', { name: 'Sign in' }));

  const name = screen.getByRole('textbox', { name: 'User name' });
  expect(name).toHaveAccessibleDescription('Enter your user name.');
  expect(name).toHaveFocus();
});

test('leads back to the login when the token holds no more, and keeps the draft', async () => {
  render(<App />);
  await signIn();
  await screen.findByRole('combobox', { name: 'Vehicle' });
  await choose('Vehicle', 'Test car 7 (WVWZZZ1JZXW000007)');
  await choose('Command', 'Start routine');
  await fill('Routine', 'self_test');
  backend.token = 'another.token.now';

  await user.click(button());

  expect(await screen.findByText('The session has ended. What you typed is kept.')).toBeVisible();
  expect(backend.posted).toEqual([]);
  await signIn();
  expect(await screen.findByRole('textbox', { name: 'Routine' })).toHaveValue('self_test');
  await user.click(button());
  expect(await screen.findByText(/^Accepted start_routine for WVWZZZ1JZXW000007/)).toBeVisible();
});

test('forgets the token when its owner signs out', async () => {
  render(<App />);
  await signIn();
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));

  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(sessionStorage.getItem('sovd.session')).toBe('null');
});
