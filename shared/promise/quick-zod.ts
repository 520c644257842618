/*
 * Quick replacement of zod for the container, which checks one request and ends: building zod's schemas takes longer
 * than everything else that a run does. It accepts a subset of what zod accepts, with the same result, and reports
 * no problems. Everything else is checked by zod in the complete program (pipelines/configure/quick.ts). The build
 * substitutes it for zod; test/quick-checks.test.ts compares the two.
 */

import { isRecord } from '../is-record.ts';

/** Value that the quick check does not accept; zod may accept it, and finds its problems if not. */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
}

type Read = (value: unknown) => unknown;
type Check = (value: never, context: { readonly issues: []; readonly addIssue: () => never }) => unknown;

function refuse(): never {
  throw new NotAccepted('Not accepted by the quick check');
}

function expectThat(condition: boolean): void {
  if (!condition) refuse();
}

/** Schema with the methods of zod that the Promises call. Messages and descriptions are ignored. */
class Schema {
  readonly read: Read;
  /** True if the schema fills in an absent value. */
  private readonly fills: boolean;

  constructor(read: Read, fills = false) {
    this.read = read;
    this.fills = fills;
  }

  safeParse(value: unknown): { success: true; data: unknown } {
    return { success: true, data: this.read(value) };
  }

  optional(): Schema {
    return this.fills ? this : new Schema((value) => (value === undefined ? undefined : this.read(value)));
  }

  default(fallback: unknown): Schema {
    return new Schema((value) => (value === undefined ? structuredClone(fallback) : this.read(value)), true);
  }

  prefault(fallback: unknown): Schema {
    return new Schema((value) => this.read(value === undefined ? fallback : value), true);
  }

  refine(check: (value: never) => unknown): Schema {
    return this.with((value) => expectThat(Boolean(check(value as never))));
  }

  superRefine(check: Check): Schema {
    return this.with((value) => check(value as never, { issues: [], addIssue: refuse }));
  }

  describe(): this {
    return this;
  }

  meta(): this {
    return this;
  }

  protected with(check: (value: unknown) => void): this {
    const read: Read = (value) => {
      const result = this.read(value);
      check(result);
      return result;
    };
    return new (this.constructor as new (read: Read, fills: boolean) => this)(read, this.fills);
  }
}

/** Schema of numbers, and of values with a length. */
class Sized extends Schema {
  min(limit: number): this {
    return this.with((value) => expectThat(sizeOf(value) >= limit));
  }

  max(limit: number): this {
    return this.with((value) => expectThat(sizeOf(value) <= limit));
  }

  regex(pattern: RegExp): this {
    return this.with((value) => expectThat((value as string).search(pattern) >= 0));
  }
}

const sizeOf = (value: unknown): number =>
  typeof value === 'number' ? value : (value as { readonly length: number }).length;

/** Returns a schema that accepts the values of a test as they are. */
function valuesThat(test: (value: unknown) => boolean): Sized {
  return new Sized((value) => (test(value) ? value : refuse()));
}

export const string = () => valuesThat((value) => typeof value === 'string');
export const number = () => valuesThat(Number.isFinite);
export const int = () => valuesThat(Number.isSafeInteger);
export const boolean = () => valuesThat((value) => typeof value === 'boolean');
export const unknown = () => valuesThat(() => true);

const enumOf = (values: readonly unknown[]) => valuesThat((value) => values.includes(value));

export { enumOf as enum };

export const array = (item: Schema) =>
  new Sized((value) => (Array.isArray(value) ? value.map(item.read) : refuse()));

export function union(options: readonly Schema[]) {
  return new Schema((value) => {
    for (const option of options) {
      try {
        return option.read(value);
      } catch (error) {
        if (!(error instanceof NotAccepted)) throw error;
      }
    }
    return refuse();
  });
}

/** Returns a schema that is built for its first value. */
export function lazy(build: () => Schema) {
  let schema: Schema | undefined;
  return new Schema((value) => {
    schema ??= build();
    return schema.read(value);
  });
}

type Shape = Readonly<Record<string, Schema>>;

/** Returns a schema of objects with known fields; `catchall` adds a schema for every other field. */
export function strictObject(shape: Shape) {
  return Object.assign(objectOf(shape), { catchall: (other: Schema) => objectOf(shape, other) });
}

function objectOf(shape: Shape, other: Schema = new Schema(refuse)): Schema {
  const fields = Object.entries(shape);
  return new Schema((value) => {
    const object = plainObject(value);
    const result: Record<string, unknown> = {};
    for (const [key, schema] of fields) {
      const field = schema.read(object[key]);
      if (field !== undefined || Object.hasOwn(object, key)) result[key] = field;
    }
    for (const key of Object.keys(object)) {
      if (!Object.hasOwn(shape, key)) result[key] = other.read(object[key]);
    }
    return result;
  });
}

export function record(key: Schema, value: Schema) {
  return new Schema((given) => {
    const entries = Object.entries(plainObject(given));
    return Object.fromEntries(entries.map(([name, entry]) => [key.read(name), value.read(entry)]));
  });
}

/** Returns an object without keys that could change its prototype. */
function plainObject(value: unknown): Record<string, unknown> {
  return isRecord(value) && !Object.hasOwn(value, '__proto__') ? value : refuse();
}
