import { nanoid } from 'nanoid';

export const label = () => `from the other package: ${nanoid(4)}`;
