import { isObject } from './command';
import { isParametersSchema } from './schema-field';
import type { Schema } from './schema-field';

/** A command that vehicles know. */
export interface CatalogEntry {
  command: string;
  title: string;
  description: string;
  parameters: Schema;
  multi_part: boolean;
}

export interface Vehicle {
  /** Its VIN. */
  id: string;
  name: string;
}

export function isCatalog(value: unknown): value is { items: CatalogEntry[] } {
  return isObject(value) && Array.isArray(value.items) && value.items.every(isEntry);
}

export function isVehicleList(value: unknown): value is { items: Vehicle[] } {
  return isObject(value) && Array.isArray(value.items) && value.items.every(isVehicle);
}

function isEntry(value: unknown): value is CatalogEntry {
  return (
    isObject(value) && ['command', 'title', 'description'].every((field) => typeof value[field] === 'string')
    && isParametersSchema(value.parameters)
  );
}

function isVehicle(value: unknown): value is Vehicle {
  return isObject(value) && typeof value.id === 'string' && typeof value.name === 'string';
}
