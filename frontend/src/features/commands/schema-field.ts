import { isObject } from './command';

/** What the page understands of JSON Schema (https://json-schema.org/draft/2020-12/json-schema-validation). */
export interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  $ref?: string;
  $defs?: Record<string, Schema>;
}

export type FieldKind = 'choice' | 'boolean' | 'integer' | 'number' | 'text' | 'lines' | 'json';

/** One field of a form. */
export interface Field {
  name: string;
  label: string;
  hint: string | undefined;
  kind: FieldKind;
  /** Also where there is a default: what somebody has deleted is not put back unseen. */
  isRequired: boolean;
  /** What stands there before anything is typed. */
  initial: string;
  /** Of a choice: JSON of each value, and what is shown for it. */
  choices: { json: string; label: string }[];
  schema: Schema;
}

export function fieldsOf(parameters: Schema): Field[] {
  return Object.entries(parameters.properties ?? {}).map(([name, property]) => {
    const schema = resolved(property, parameters);
    const kind = kindOf(schema);
    return {
      name,
      label: schema.title ?? name,
      hint: schema.description ?? (kind === 'lines' ? 'One in each line' : undefined),
      kind,
      isRequired: (parameters.required?.includes(name) ?? false) || (schema.default ?? null) !== null,
      initial: initialOf(schema, kind),
      choices: (schema.enum ?? []).map((value) => ({ json: JSON.stringify(value), label: String(value) })),
      schema,
    };
  });
}

/** Keeps what stands beside a reference, as its title does. */
function resolved(property: Schema, root: Schema): Schema {
  const definition = root.$defs?.[property.$ref?.replace('#/$defs/', '') ?? ''];
  const schema = { ...definition, ...property };
  return schema.items === undefined ? schema : { ...schema, items: resolved(schema.items, root) };
}

function kindOf({ type, enum: values, items }: Schema): FieldKind {
  if (values !== undefined) {
    return 'choice';
  }
  if (type === 'string') {
    return 'text';
  }
  if (type === 'array' && items?.type === 'string') {
    return 'lines';
  }
  return type === 'integer' || type === 'number' || type === 'boolean' ? type : 'json';
}

function initialOf({ default: value }: Schema, kind: FieldKind): string {
  if (value === undefined || value === null) {
    return kind === 'boolean' ? 'false' : '';
  }
  if (kind === 'lines' && Array.isArray(value)) {
    return value.join('\n');
  }
  return kind === 'text' && typeof value === 'string' ? value : JSON.stringify(value);
}

export function isParametersSchema(value: unknown): value is Schema {
  return isObject(value) && value.type === 'object' && (value.properties === undefined || isObject(value.properties));
}
