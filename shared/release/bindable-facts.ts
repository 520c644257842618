import { type BoundFact, bindingsFolder, caFileFact } from './bindings.ts';
import type { ReleaseFacts } from './release.ts';

/** Returns the facts of a service that releases can use, the values before the keys of its Secret. */
export function bindableFacts(
  name: string,
  { host, port, poolerHost, facts = {}, secretName, secretKeys = {}, caSecret }: ReleaseFacts,
): Map<string, BoundFact> {
  const values = { host, port: port?.toString(), ...facts, 'pooler-host': poolerHost };
  const found = new Map<string, BoundFact>();
  for (const [fact, value] of Object.entries(values)) if (value !== undefined) found.set(fact, { value });
  if (secretName !== undefined) {
    for (const [fact, key] of Object.entries(secretKeys))
      if (!found.has(fact)) found.set(fact, { secretName, key });
  }
  if (caSecret !== undefined) found.set(caFileFact, { value: `${bindingsFolder}/${name}/ca.crt` });
  return found;
}
