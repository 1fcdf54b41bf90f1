import { render, screen } from '@testing-library/react';
import { App } from '../src/app/app';
import { user } from './setup';

const VEHICLE = 'Test car 7 (WVWZZZ1JZXW000007)';

/** Opens the page without a command, and waits for the form. */
export async function openForm(): Promise<void> {
  render(<App />);
  await screen.findByText('No commands yet');
  await screen.findByRole('combobox', { name: 'Vehicle' });
}

export function button(): HTMLElement {
  return screen.getByRole('button', { name: /^Send/ });
}

export async function choose(label: string, option: string): Promise<void> {
  await user.selectOptions(screen.getByRole('combobox', { name: label }), option);
}

export async function fill(label: string, text: string): Promise<void> {
  const input = screen.getByRole('textbox', { name: label });
  await user.clear(input);
  await user.click(input);
  await user.paste(text);
}

/** Chooses the vehicle and the command, fills in these of its parameters, and presses the button. */
export async function send(title: string, parameters: Record<string, string | undefined> = {}): Promise<void> {
  await choose('Vehicle', VEHICLE);
  await choose('Command', title);
  for (const [label, text] of Object.entries(parameters)) {
    await (screen.queryByRole('combobox', { name: label }) === null ? fill : choose)(label, text ?? '');
  }
  await user.click(button());
}
