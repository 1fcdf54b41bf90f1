import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiClient } from '../../../transport/api-client';
import { isCommand } from '../command';
import type { Command } from '../command';
import { addToCache } from '../command-cache';
import type { NewCommand } from '../draft';

async function createCommand(request: NewCommand): Promise<Command> {
  const { data } = await apiClient.post<unknown>('/commands', request);
  if (!isCommand(data)) {
    throw new Error('The server answered with something that is no command.');
  }
  return data;
}

export function useCreateCommand() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: createCommand,
    onSuccess: (command) => {
      addToCache(queryClient, command);
    },
  });
}
