import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import type { ItemContents } from '../release/item-contents.ts';
import type { ServiceDefinition } from './define-service.ts';

/** Returns the lists of all blocks whose entries hold data. */
export function blockContents(services: readonly ServiceDefinition[]): ItemContents[] {
  return services.flatMap(({ type, fields }) =>
    (fields?.contents ?? []).map((list) => ({ block: type, ...list })),
  );
}

/** Limits of the names of one service in the status, which every run reads. */
const limits = { names: 500, kibibytes: 16 } as const;

/** Reports more names than the status of a request can hold. */
export function contentsProblems(merged: Values, { type, contents }: ServiceDefinition): Problem[] {
  const names = contents?.(merged) ?? [];
  const { length } = names.join('');
  if (names.length <= limits.names && length <= limits.kibibytes * 1024) return [];
  const message = `Too many names inside one service: found ${names.length} with ${length} characters, and at most ${limits.names} with ${limits.kibibytes * 1024} characters are allowed; use another service`;
  return [problem(type, message)];
}
