import * as z from 'zod';
import { isDigest } from '../chart-files/digest.ts';
import { problem, RequestError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';

const size = z.int().min(0);
const digest = z.string().refine(isDigest, 'digest must be "sha256:" and 64 hexadecimal digits');

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md#properties */
export const Descriptor = z.object({ mediaType: z.string(), digest, size });
/** Type of {@link Descriptor}. */
export type Descriptor = z.infer<typeof Descriptor>;

/** Descriptor of any content. Only its media type is read; content of unknown types is ignored (OCI image spec). */
const AnyDescriptor = z.looseObject({ mediaType: z.string().optional().catch(undefined) });
/** Type of {@link AnyDescriptor}. */
export type AnyDescriptor = z.infer<typeof AnyDescriptor>;

/** List of descriptors. As in Helm, null and no value are the same as an empty list. */
const Descriptors = z
  .array(AnyDescriptor)
  .max(1000)
  .nullish()
  .transform((list) => list ?? []);

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#image-manifest-property-descriptions */
export const Manifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().nullish(),
  config: AnyDescriptor.nullish(),
  layers: Descriptors,
});
/** Type of {@link Manifest}. */
export type Manifest = z.infer<typeof Manifest>;

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md#image-index-property-descriptions */
export const Index = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().nullish(),
  manifests: Descriptors,
});
/** Type of {@link Index}. */
export type Index = z.infer<typeof Index>;

/** Token as a header may hold it; anything else counts as absent. */
const token = z
  .string()
  .regex(/^[\x20-\x7e]+$/)
  .optional()
  .catch(undefined);

/** Lifetime of a token in seconds if the response has none, and minimum lifetime, as in the Docker client. */
const minLifetime = 60;

/**
 * https://distribution.github.io/distribution/spec/auth/token/#token-response-fields. Like Helm, ignores fields that are
 * empty, null or of another type, as long as there is a token.
 */
const TokenResponse = z.object({
  token,
  access_token: token,
  expires_in: z.coerce.number().min(minLifetime).catch(minLifetime),
});

/** Token of a token server, with its lifetime. */
export interface Token {
  readonly token: string;
  readonly seconds: number;
}

/** Parses the response of a token server; undefined if it has no token. Helm prefers `access_token`. */
export function parseTokenResponse(body: Uint8Array): Token | undefined {
  const response = TokenResponse.safeParse(readJson(body)).data;
  const text = response?.access_token ?? response?.token;
  return response && text !== undefined ? { token: text, seconds: response.expires_in } : undefined;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
const ErrorResponse = z.object({ errors: z.array(z.object({ code: z.string() })).min(1) });

/** Error codes of the spec, with `TOOMANYREQUESTS` and `UNAVAILABLE`, which registries add. */
const errorCodes = new Set([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DENIED',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'TOOMANYREQUESTS',
  'UNAUTHORIZED',
  'UNAVAILABLE',
  'UNSUPPORTED',
]);

/**
 * Parses a JSON body that a registry sent.
 *
 * @throws RequestError `InvalidChart` with the fields that contradict the spec
 */
export function parseBody<T>(body: Uint8Array, { schema, what }: { schema: z.ZodType<T>; what: string }): T {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues
    .map(({ path, message }) => `${path.join('.')} ${message}`.trim())
    .slice(0, 3);
  throw new RequestError('InvalidChart', [problem('', `Read of ${what} failed: ${detail.join(', ')}`)]);
}

/**
 * Returns the code of a registry's error if the spec defines it. The message of the error may echo the request, so it is
 * not shown.
 */
export function errorCode(body: Uint8Array): string | undefined {
  const code = ErrorResponse.safeParse(readJson(body)).data?.errors[0]?.code;
  return code !== undefined && errorCodes.has(code) ? code : undefined;
}

function readJson(body: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
