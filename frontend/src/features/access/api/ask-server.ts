import { useQuery } from '@tanstack/react-query';
import { apiClient } from '../../../transport/api-client';

/** Asks, without a token, whether one is needed: an answer 401 is noted by the client. True until there is an answer of any kind. */
export function useFirstQuestion(isEnabled: boolean): boolean {
  const { isPending } = useQuery({
    queryKey: ['first question'],
    queryFn: async ({ signal }) => {
      await apiClient.get('/commands', { params: { limit: 1 }, signal });
      return true;
    },
    enabled: isEnabled,
    retry: false,
    staleTime: Infinity,
  });
  return isEnabled && isPending;
}
