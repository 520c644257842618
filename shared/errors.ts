/*
 * Errors that a person can act on. Every other error is a defect of this program. Code and tests branch on the class and
 * `reason`, never on text.
 */

/** Problem of a request, at a path such as `spec.applications[2].replicas`. */
export interface Problem {
  /** Dotted path from the object's root; empty if the problem concerns the whole object. */
  readonly path: string;
  /** Sentence case, no full stop. Never shows a value that may be a secret. */
  readonly message: string;
}

/** Reasons for which a request is refused; a closed list. */
export type RefusalReason =
  | 'InvalidRequest'
  | 'UnknownKind'
  | 'CredentialInRequest'
  | 'NoPlatform'
  | 'UnknownEnvironment'
  | 'PlatformMismatch'
  | 'PlatformConflict'
  | 'EnvironmentInUse'
  | 'ServiceInUse'
  | 'UnknownService'
  | 'NotAllowed'
  | 'NameTaken'
  | 'HostTaken'
  | 'WouldLoseData'
  | 'Immutable'
  | 'ChartNotFound'
  | 'ImageNotFound'
  | 'InvalidChart'
  | 'InvalidValues'
  | 'RegistryRefused'
  | 'RegistryUnsafe'
  | 'OutputTooLarge';

const outages = [
  'RegistryUnavailable',
  'ApiServerUnavailable',
  'RunTimedOut',
  'ServiceNotDelivered',
] as const;

/** Reasons for which Kratix repeats a run automatically; a closed list. */
export type OutageReason = (typeof outages)[number];

/** `status.failure.reason` of a request. */
export type Reason = RefusalReason | OutageReason;

/** Returns true for an outage: the run is repeated automatically. */
export function isOutage(reason: string): reason is OutageReason {
  return outages.some((outage) => outage === reason);
}

/** Refusal: someone must change the request, the platform or a chart. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly reason: RefusalReason;
  readonly problems: readonly Problem[];

  /**
   * @param problems every problem found, in the order of the request; at least one
   * @param options.cause underlying error, for the log
   */
  constructor(reason: RefusalReason, problems: readonly Problem[], options?: { cause?: unknown }) {
    super(problems.map(printProblem).join('; '), options);
    this.reason = reason;
    this.problems = problems;
  }
}

/** A registry, the API server or another request is not ready, or not in time; the same run may succeed later. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly reason: OutageReason;

  constructor(reason: OutageReason, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

/** Invalid arguments of a command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure that a user can fix. */
export class ActionableError extends Error {
  override readonly name: string = 'ActionableError';
  /** Imperative clause that says what to do; undefined if the message already does. */
  readonly hint: string | undefined;

  constructor(message: string, { hint, ...options }: ErrorOptions & { readonly hint?: string } = {}) {
    super(message, options);
    this.hint = hint;
  }
}

/** Returns the message of a failure and what to do about it, in one line. */
export function actionText({ message, hint }: ActionableError): string {
  return hint === undefined ? message : `${message}; ${hint}`;
}

/** A required tool is not installed; the message says how to install it. */
export class NotInstalledError extends Error {
  override readonly name = 'NotInstalledError';
}

/** Returns `path: message`, or the message alone for a problem of the whole object. */
export function printProblem({ path, message }: Problem): string {
  return path === '' ? message : `${path}: ${message}`;
}

/** Creates a problem. */
export function problem(path: string, message: string): Problem {
  return { path, message };
}

const secretName = '(?:access_|refresh_)?token|password|passwd|secret|api[_-]?key';
/** Value of a secret. The command that our messages advise, which generates a random value, is none. */
const secretValue = '(?!\\$\\(openssl rand )[^\\s,;&\'"}]+';

const credentials: readonly [RegExp, string][] = [
  // User information of any URL: https://user:secret@host.
  [/:\/\/[^\s/@'"]*@/g, '://***@'],
  [/\b(authorization\s*[:=]\s*)(?:(?:basic|bearer)\s+)?[^\s,;'"]+/gi, '$1***'],
  [/\b(basic|bearer)\s+[A-Za-z0-9+/_.~-]{8,}=*/gi, '$1 ***'],
  [new RegExp(`\\b(${secretName})(["']?\\s*=\\s*["']?)${secretValue}`, 'gi'), '$1$2***'],
  // Not a path that ends in such a name: `spec.values.token: Unknown key`.
  [new RegExp(`(?<![.\\w\\]])(${secretName})(["']?\\s*:\\s*["']?)${secretValue}`, 'gi'), '$1$2***'],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA)[A-Za-z0-9_-]{8,}/g, '***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '***'],
];

/**
 * Redacts text that leaves the process (status, log, terminal): credentials become `***`, control and invisible
 * characters become visible escapes (GHSA-c38g-469g-cmgx: terminal escapes in names).
 */
export function redact(text: string): string {
  const redacted = credentials.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    text,
  );
  return redacted.replace(
    // biome-ignore format: one class
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Runs a step; returns undefined if the step throws a RequestError, whose problems `collect()` then reports. */
export type Attempt = <Result>(step: () => Result) => Result | undefined;

/**
 * Runs independent evaluations and reports the problems of all of them at once, so that a requester fixes a request
 * in one go.
 *
 * @throws RequestError with the reason of the first and the problems of all, if any attempt threw one
 *
 * @example
 * const plans = collect((attempt) => {
 *   attempt(() => checkNames(releases));
 *   return releases.map((release) => attempt(() => planRelease(release))!);
 * });
 */
export function collect<Result>(evaluate: (attempt: Attempt) => Result): Result {
  const refusals: RequestError[] = [];
  const result = evaluate((step) => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refusals.push(error);
      return undefined;
    }
  });
  const [first, ...others] = refusals;
  if (first === undefined) return result;
  throw others.reduce(mergeRefusals, first);
}

/** Merges two refusals: the reason of the first, the problems of both. */
export function mergeRefusals(first: RequestError, other: Pick<RequestError, 'problems'>): RequestError {
  return new RequestError(first.reason, [...first.problems, ...other.problems], {
    cause: first.cause ?? first,
  });
}
