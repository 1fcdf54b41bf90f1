import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiClient } from '../../../transport/api-client';
import { isCommandList } from '../command';
import type { CommandList } from '../command';
import { pageKey } from '../command-cache';
import type { Page } from '../command-cache';

const RECOVERY_MS = 5_000;

async function listCommands(page: Page, signal: AbortSignal): Promise<CommandList> {
  const { data } = await apiClient.get<unknown>('/commands', { params: page, signal });
  if (!isCommandList(data)) {
    throw new Error('The server answered with something that is no list of commands.');
  }
  return data;
}

export function useCommands(page: Page) {
  return useQuery({
    queryKey: pageKey(page),
    queryFn: ({ signal }) => listCommands(page, signal),
    placeholderData: keepPreviousData,
    // The page recovers by itself when the server does.
    refetchInterval: ({ state }) => (state.status === 'error' ? RECOVERY_MS : false),
  });
}
