import { discoveryApiRef, fetchApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useEffect, useMemo, useState } from 'react';
import { readResponse } from './read-response.ts';
import type { RequestReference } from './request-form.ts';

/** Value that is being loaded. */
export interface Loaded<Value> {
  readonly value?: Value;
  readonly error?: Error;
}

/** Loads a value once for each key. */
export function useLoaded<Value>(key: string, load: () => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<Loaded<Value>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the function reads
  useEffect(() => {
    let isCurrent = true;
    const set = (next: Loaded<Value>): void => {
      if (isCurrent) setState(next);
    };
    load().then(
      (value) => set({ value }),
      (error: Error) => set({ error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return state;
}

/** Returns a function that gets a request, or a part of it, from the backend of the package. */
export function useBackend(): <Body>(request: RequestReference, part?: string) => Promise<Body> {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  return useMemo(
    () =>
      async <Body>({ kind, namespace, name }: RequestReference, part = ''): Promise<Body> => {
        const path = [kind, namespace, name].map(encodeURIComponent).join('/');
        return readResponse(
          await fetch(`${await discovery.getBaseUrl('infraforge')}/requests/${path}${part}`),
        );
      },
    [discovery, fetch],
  );
}
