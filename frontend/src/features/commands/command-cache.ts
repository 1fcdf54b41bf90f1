import type { QueryClient } from '@tanstack/react-query';
import { furtherOf } from './command';
import type { Command, CommandList, PartEvent } from './command';
import { withoutGap, withParts } from './part';
import type { Part } from './part';

export interface Page {
  limit: number;
  /** The id of the last command of the page before; none for the first page. */
  before?: string | undefined;
}

type PageKey = readonly ['commands', Page];

export const commandsKey = ['commands'] as const;
const commandKey = ['command'] as const;
const partsKey = ['parts'] as const;
const SETTLING_MS = 1_000;
const settling = new WeakSet<QueryClient>();

export function pageKey(page: Page): PageKey {
  return [...commandsKey, page];
}

export function keyOfCommand(id: string) {
  return [...commandKey, id] as const;
}

export function keyOfParts(id: string) {
  return [...partsKey, id] as const;
}

/** Asks again for all that is shown, since what happened while nothing was listening has no event. */
export function fetchMissed(queryClient: QueryClient): void {
  for (const queryKey of [commandsKey, commandKey, partsKey]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

/** Puts a new command into the first page, or its new state where it is held; answers and events may both bring it. */
export function putInCache(queryClient: QueryClient, command: Command): void {
  for (const [queryKey, list] of queryClient.getQueriesData<CommandList>({ queryKey: commandsKey })) {
    if (list !== undefined) {
      queryClient.setQueryData(queryKey, withCommand(list, command, (queryKey as PageKey)[1]));
    }
  }
  queryClient.setQueryData<Command>(keyOfCommand(command.id), (held) => held && furtherOf(held, command));
  if (queryClient.isFetching({ queryKey: commandsKey }) > 0) {
    fetchAgainOnceSettled(queryClient);
  }
}

/** Adds a part to those of a command that is shown; where parts before it are missing, they are fetched. */
export function addPart(queryClient: QueryClient, { command_id, sequence, body, final }: PartEvent): void {
  const queryKey = keyOfParts(command_id);
  if (queryClient.getQueryState(queryKey) === undefined) {
    return;
  }
  // What was fetched has its time, which the event lacks.
  const parts = withParts([{ sequence, body, final }], queryClient.getQueryData<Part[]>(queryKey) ?? []);
  queryClient.setQueryData<Part[]>(queryKey, parts);
  if (withoutGap(parts).length < parts.length && queryClient.isFetching({ queryKey }) === 0) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

/** What is being fetched may lack what arrives meanwhile: one more fetch after it, however much arrives. */
function fetchAgainOnceSettled(queryClient: QueryClient): void {
  if (settling.has(queryClient)) {
    return;
  }
  settling.add(queryClient);
  setTimeout(() => {
    settling.delete(queryClient);
    if (queryClient.isFetching({ queryKey: commandsKey }) > 0) {
      fetchAgainOnceSettled(queryClient);
    } else {
      void queryClient.invalidateQueries({ queryKey: commandsKey });
    }
  }, SETTLING_MS);
}

/** New commands change only the first page: what is older than a command does not change when new ones arrive. */
export function withCommand(list: CommandList, command: Command, { limit, before }: Page): CommandList {
  if (list.items.some(({ id }) => id === command.id)) {
    return { ...list, items: list.items.map((held) => (held.id === command.id ? furtherOf(held, command) : held)) };
  }
  if (before !== undefined) {
    return list;
  }
  const all = [command, ...list.items].sort(newestFirst);
  const items = all.slice(0, limit);
  return { items, next: all.length > limit ? items.at(-1)?.id ?? null : list.next };
}

function newestFirst(a: Command, b: Command): number {
  return Date.parse(b.created_at) - Date.parse(a.created_at);
}
