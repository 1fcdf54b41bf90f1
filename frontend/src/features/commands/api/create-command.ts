import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isAxiosError } from 'axios';
import { useRef } from 'react';
import { apiClient } from '../../../transport/api-client';
import { describeProblem } from '../../../transport/problem';
import { isCommand } from '../command';
import type { Command } from '../command';
import { putInCache } from '../command-cache';
import type { NewCommand } from '../draft';
import { makeRequestId } from '../request-id';

const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Attempt {
  /** All but the id: what is sent again unchanged keeps its id, so that it is stored once. */
  wanted: string;
  id: string;
}

async function createCommand(request: NewCommand, id: string): Promise<Command> {
  if (!navigator.onLine) {
    throw new Error('This browser is offline. Nothing was sent, and nothing will be until you try again.');
  }
  const { data } = await apiClient.post<unknown>('/commands', bodyOf(request, id), { headers: JSON_TYPE });
  if (!isCommand(data)) {
    throw new Error('The server answered with something that is no command.');
  }
  return data;
}

/** The parameters' numbers go out as they were typed: to read and write them again could change them. */
function bodyOf({ vehicle_id, command, parameters }: NewCommand, id: string): string {
  return `${JSON.stringify({ vehicle_id, command, request_id: id }).slice(0, -1)},"parameters":${parameters}}`;
}

export function useCreateCommand() {
  const queryClient = useQueryClient();
  const lastAttempt = useRef<Attempt | null>(null);
  return useMutation({
    mutationFn: (request: NewCommand) => {
      const wanted = JSON.stringify(request);
      if (lastAttempt.current?.wanted !== wanted) {
        lastAttempt.current = { wanted, id: makeRequestId() };
      }
      return createCommand(request, lastAttempt.current.id);
    },
    onSuccess: (command) => {
      lastAttempt.current = null;
      putInCache(queryClient, command);
    },
  });
}

/** Says why a command was not stored, or that nobody knows whether it was. */
export function describeFailure(error: unknown): string {
  const problem = describeProblem(error);
  return isUnknown(error)
    ? `${problem} Whether the command was accepted is not known. To try again is safe: it is sent once.`
    : problem;
}

/** Without an answer, or with that of a proxy, the command may have arrived all the same. */
function isUnknown(error: unknown): boolean {
  return isAxiosError(error) && (error.response === undefined || error.response.status >= 500);
}
