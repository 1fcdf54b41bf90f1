import { QueryClient } from '@tanstack/react-query';
import { isRefused } from '../transport/api-client';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Events keep the data current; a new fetch at each focus would only repeat them.
      // No request waits for the browser to call itself online: what was paused would go out by itself, minutes later.
      mutations: { networkMode: 'always' },
      queries: { networkMode: 'always', retry: (failures, error) => failures < 1 && !isRefused(error), staleTime: 30_000, refetchOnWindowFocus: false },
    },
  });
}
