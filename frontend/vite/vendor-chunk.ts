const PACKAGES_OF_CHUNK: Record<string, readonly string[]> = {
  react: ['react', 'react-dom', 'scheduler'],
  mui: ['@mui', '@emotion', 'stylis', 'react-transition-group'],
  query: ['@tanstack'],
  axios: ['axios'],
};

/** Names the chunk of a module, so that a change of the page leaves the libraries in the browser's cache. */
export function vendorChunk(moduleId: string): string | undefined {
  if (moduleId.includes('commonjsHelpers')) {
    return 'react';
  }
  const name = moduleId.split('/node_modules/').at(-1)?.split('/')[0];
  if (name === undefined || !moduleId.includes('/node_modules/')) {
    return undefined;
  }
  return Object.keys(PACKAGES_OF_CHUNK).find((chunk) => PACKAGES_OF_CHUNK[chunk]?.includes(name));
}
