/** One of the answers of a vehicle to a command. */
export interface Part {
  /** From 1, without a gap. */
  sequence: number;
  body: unknown;
  /** Whether it is the last one. */
  final: boolean;
  /** Not known of one that an event has brought. */
  created_at?: string;
}

export interface PartList {
  items: Part[];
}

export function isPart(value: unknown): value is Part {
  return (
    typeof value === 'object' && value !== null && 'body' in value
    && 'sequence' in value && typeof value.sequence === 'number' && 'final' in value && typeof value.final === 'boolean'
  );
}

export function isPartList(value: unknown): value is PartList {
  return (
    typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items) && value.items.every(isPart)
  );
}

/** Both, in order, each once; what was fetched stands in the place of what an event brought. */
export function withParts(held: readonly Part[], fetched: readonly Part[]): Part[] {
  const bySequence = new Map([...held, ...fetched].map((part) => [part.sequence, part]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** The parts from the first on before which none is missing. */
export function withoutGap(parts: readonly Part[]): Part[] {
  return parts.filter(({ sequence }, index) => sequence === index + 1);
}
