import type { QueryClient } from '@tanstack/react-query';
import type { Command, CommandList } from './command';

export interface Page {
  limit: number;
  offset: number;
}

type PageKey = readonly ['commands', Page];

export const commandsKey = ['commands'] as const;

export function pageKey(page: Page): PageKey {
  return [...commandsKey, page];
}

/** Puts a new command into the pages that are held; the answer to a request and its event may both bring it. */
export function addToCache(queryClient: QueryClient, command: Command): void {
  updatePages(queryClient, (list, page) => withAdded(list, command, page));
  // A fetch under way may have begun before the command existed, and rows of later pages have moved.
  void queryClient.invalidateQueries({
    queryKey: commandsKey,
    predicate: ({ queryKey, state }) => state.fetchStatus === 'fetching' || (queryKey as PageKey)[1].offset > 0,
  });
}

export function replaceInCache(queryClient: QueryClient, command: Command): void {
  updatePages(queryClient, (list) => withReplaced(list, command));
}

export function withAdded(list: CommandList, command: Command, { limit, offset }: Page): CommandList {
  if (list.items.some(({ id }) => id === command.id)) {
    return withReplaced(list, command);
  }
  const items = offset === 0 ? [command, ...list.items].sort(newestFirst).slice(0, limit) : list.items;
  return { items, total: list.total + 1 };
}

export function withReplaced(list: CommandList, command: Command): CommandList {
  return { ...list, items: list.items.map((held) => (isOutdatedBy(held, command) ? command : held)) };
}

function updatePages(queryClient: QueryClient, update: (list: CommandList, page: Page) => CommandList): void {
  for (const [queryKey, list] of queryClient.getQueriesData<CommandList>({ queryKey: commandsKey })) {
    if (list !== undefined) {
      queryClient.setQueryData(queryKey, update(list, (queryKey as PageKey)[1]));
    }
  }
}

function isOutdatedBy(held: Command, command: Command): boolean {
  return held.id === command.id && Date.parse(held.updated_at) <= Date.parse(command.updated_at);
}

function newestFirst(a: Command, b: Command): number {
  return Date.parse(b.created_at) - Date.parse(a.created_at);
}
