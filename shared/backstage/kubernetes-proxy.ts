import { isRecord } from '../is-record.ts';
import type { DeliveredRelease } from './print-releases.ts';

/** Object of a request: the fields that are read here. */
export interface RequestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: unknown;
  readonly status?: {
    readonly message?: string;
    /** Generation that the last run of the pipeline answered. */
    readonly answered?: number;
    readonly releases?: readonly DeliveredRelease[];
    readonly platform?: unknown;
    readonly failure?: {
      readonly problems?: readonly { readonly path: string; readonly message: string }[];
    } | null;
  };
}

/** Error whose message Backstage shows to the user of the form. */
export class InputError extends Error {
  /** Backstage finds the HTTP status by this name (backend-defaults, error middleware). */
  override readonly name = 'InputError';
}

/** Refusal of an object that violates its schema or its rules. */
export class InvalidObject extends InputError {}

/** Answer of the API server. */
export type Answer =
  | { readonly outcome: 'object'; readonly object: RequestObject }
  | { readonly outcome: 'conflict' | 'missing' };

/** Access to the API server through the Kubernetes plugin of Backstage. */
export interface ClusterAccess {
  /** Base URL of the plugin. */
  readonly baseUrl: () => Promise<string>;
  /** Token of Backstage's own services for the plugin. */
  readonly token: () => Promise<string>;
  /** Name of the cluster in the configuration of the plugin. */
  readonly cluster: string;
  readonly fetch: typeof fetch;
}

/** Call of a method on a path of the API server. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Validates, and stores nothing. */
  readonly isDryRun?: boolean;
  readonly object?: object;
}

/**
 * Calls the API server. Unknown fields are refused.
 *
 * @throws InputError with one line for each cause of a refusal
 */
export async function callApiServer(
  proxy: ClusterAccess,
  { method, path, isDryRun, object }: Call,
): Promise<Answer> {
  const isWrite = method === 'POST' || method === 'PUT';
  const query = isWrite ? `?fieldValidation=Strict${isDryRun ? '&dryRun=All' : ''}` : '';
  const response = await proxy.fetch(`${await proxy.baseUrl()}/proxy${path}${query}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await proxy.token()}`,
      'backstage-kubernetes-cluster': proxy.cluster,
    },
    signal: AbortSignal.timeout(30_000),
    ...(object === undefined ? {} : { body: JSON.stringify(object) }),
  });
  const text = await response.text();
  if (response.status === 404 && method !== 'POST') return { outcome: 'missing' };
  if (response.status === 409) return { outcome: 'conflict' };
  const answer = parseJson(text);
  if (response.status === 422) throw new InvalidObject(causesOf(answer, response.status));
  if (!response.ok) throw new InputError(causesOf(answer, response.status));
  return { outcome: 'object', object: answer as unknown as RequestObject };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the causes of a refusal (Kubernetes API reference, "Status"), one a line. */
function causesOf(status: unknown, code: number): string {
  if (!isRecord(status) || typeof status['message'] !== 'string')
    return `The API server answered with ${code}`;
  const details = isRecord(status['details']) ? status['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isRecord) : [];
  if (causes.length === 0) return status['message'];
  return causes.map(printCause).join('\n');
}

/** Prints a cause without the value, which the API server puts before its own message. */
function printCause({ field, message }: Record<string, unknown>): string {
  const text = String(message).replace(/^Invalid value: (?:"(?:[^"\\]|\\.)*"|[^":]+): /, '');
  return field === undefined ? text : `${field}: ${text}`;
}
