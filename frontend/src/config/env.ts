import { readEnv } from './read-env';

export const env = readEnv(import.meta.env);
