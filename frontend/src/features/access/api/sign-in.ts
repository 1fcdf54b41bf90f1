import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isAxiosError } from 'axios';
import { apiClient, LOGIN } from '../../../transport/api-client';
import { describeProblem } from '../../../transport/problem';
import { beginSession } from '../../../transport/session';

export interface Credentials {
  username: string;
  password: string;
}

interface Token {
  access_token: string;
  expires_in: number;
}

export function isToken(value: unknown): value is Token {
  return (
    typeof value === 'object' && value !== null && 'access_token' in value && typeof value.access_token === 'string'
    && 'expires_in' in value && typeof value.expires_in === 'number'
  );
}

export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      const { data } = await apiClient.post<unknown>(LOGIN, credentials);
      if (!isToken(data)) {
        throw new Error('The server answered with something that is no token.');
      }
      // What one person was shown is not the next one's.
      queryClient.removeQueries({ type: 'inactive' });
      beginSession(data.access_token, data.expires_in);
    },
  });
}

/** Says why nobody was signed in, and when to try again where the server tells. */
export function describeRefusal(error: unknown): string {
  const wait: unknown = isAxiosError(error) && error.response?.status === 429 ? error.response.headers['retry-after'] : undefined;
  return typeof wait === 'string' && /^\d+$/.test(wait)
    ? `Too many attempts. Try again in ${wait} ${wait === '1' ? 'second' : 'seconds'}.`
    : describeProblem(error);
}
