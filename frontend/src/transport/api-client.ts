import axios, { isAxiosError } from 'axios';
import { env } from '../config/env';
import { currentToken, noteRefusal } from './session';

const TIMEOUT_MS = 10_000;
const SCHEME = 'Bearer ';
/** The one request whose answer 401 is about a password. */
export const LOGIN = '/login';

export const apiClient = axios.create({ baseURL: `${env.apiBaseUrl}/v1`, timeout: TIMEOUT_MS });

apiClient.interceptors.request.use((config) => {
  const token = currentToken();
  if (token !== undefined) {
    config.headers.set('Authorization', SCHEME + token);
  }
  return config;
});

apiClient.interceptors.response.use(undefined, (error: unknown) => {
  if (isAxiosError(error) && error.response?.status === 401 && error.config?.url !== LOGIN) {
    const sent: unknown = error.config?.headers.get('Authorization');
    noteRefusal(typeof sent === 'string' ? sent.slice(SCHEME.length) : undefined);
  }
  throw error;
});

/** Whether the server understood the request and will answer the same again. */
export function isRefused(error: unknown): boolean {
  const status = isAxiosError(error) ? error.response?.status ?? 0 : 0;
  return status >= 400 && status < 500;
}
