import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiClient, isRefused } from '../../../transport/api-client';
import { furtherOf, isCommand, isFinal } from '../command';
import type { Command } from '../command';
import { keyOfCommand, keyOfParts } from '../command-cache';
import { isPartList, withoutGap, withParts } from '../part';
import type { Part } from '../part';

const RECOVERY_MS = 5_000;
/** An event can be lost while Redis is away, so a command on its way is asked for now and then all the same. */
const SAFETY_MS = 15_000;

/** One command and the parts of its answer, kept current by events; without them it is asked for. */
export function useCommand(id: string, isLive: boolean) {
  const queryClient = useQueryClient();
  const queryKey = keyOfCommand(id);
  const command = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const { data } = await apiClient.get<unknown>(`/commands/${id}`, { signal });
      if (!isCommand(data)) {
        throw new Error('The server answered with something that is no command.');
      }
      const held = queryClient.getQueryData<Command>(queryKey);
      return held === undefined ? data : furtherOf(held, data);
    },
    refetchInterval: ({ state }) => {
      if (state.data !== undefined && isFinal(state.data)) {
        return false;
      }
      return isRefused(state.error) ? false : isLive && state.status !== 'error' ? SAFETY_MS : RECOVERY_MS;
    },
  });
  const isDone = command.data !== undefined && isFinal(command.data);
  return { command, parts: useParts(id, command.data !== undefined, isDone, isLive) };
}

function useParts(id: string, isEnabled: boolean, isDone: boolean, isLive: boolean) {
  const queryClient = useQueryClient();
  const queryKey = keyOfParts(id);
  const held = (): Part[] => queryClient.getQueryData<Part[]>(queryKey) ?? [];

  useEffect(() => {
    if (isDone) {
      void queryClient.invalidateQueries({ queryKey: keyOfParts(id) });
    }
  }, [queryClient, id, isDone]);

  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const after = withoutGap(held()).length;
      const { data } = await apiClient.get<unknown>(`/commands/${id}/parts`, { params: { after }, signal });
      if (!isPartList(data)) {
        throw new Error('The server answered with something that is no list of parts.');
      }
      // With those that events have brought meanwhile.
      return withParts(held(), data.items);
    },
    enabled: isEnabled,
    refetchInterval: ({ state }) => {
      const isMissing = state.status === 'error' || withoutGap(state.data ?? []).length < (state.data?.length ?? 0);
      return isMissing || (!isDone && !isLive) ? RECOVERY_MS : isDone ? false : SAFETY_MS;
    },
  });
}
