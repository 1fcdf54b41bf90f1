export interface Env {
  /** Where the API is: a path on this host or an absolute http(s) address, without a slash at its end. */
  apiBaseUrl: string;
}

const API_BASE_URL = /^(\/[^/?#]|https?:\/\/[^/?#])[^?#]*$/;

/** Reads the settings that were fixed when the page was built; one that is wrong stops the page at its start. */
export function readEnv(source: Record<string, unknown>): Env {
  const apiBaseUrl = source.VITE_API_BASE_URL ?? '/api';
  if (typeof apiBaseUrl !== 'string' || !API_BASE_URL.test(apiBaseUrl)) {
    throw new Error(
      `VITE_API_BASE_URL is ${JSON.stringify(apiBaseUrl)}: build the page with a path such as "/api" ` +
        'or an address such as "https://backend.example/api".',
    );
  }
  return { apiBaseUrl: apiBaseUrl.replace(/\/+$/, '') };
}
