import { Buffer } from 'node:buffer';

/** Secret with plain-text values. */
export interface SecretText {
  readonly namespace: string;
  readonly name: string;
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/** Renders a Secret (Kubernetes API reference, "Secret"). */
export function renderSecret({ namespace, name, type, labels, data }: SecretText) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
    ...(type === undefined ? {} : { type }),
    data: encodeData(data),
  };
}

/** Encodes strings as the `data` of a Secret. */
export function encodeData(data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return Object.fromEntries(encoded);
}
