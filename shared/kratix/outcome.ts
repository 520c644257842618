import {
  type Problem,
  printProblem,
  type Reason,
  RequestError,
  redact,
  UnavailableError,
} from '../errors.ts';
import { truncate } from '../truncate.ts';
import { checkDestinationSelectors, type DestinationSelector } from './destination-selectors.ts';
import { checkOutputPaths } from './output-path.ts';
import { checkOutputSize } from './output-size.ts';
import { checkStatus, type Status } from './status.ts';
import type { WorkflowControl } from './workflow-control.ts';

/** Result of a run, with everything that it writes. */
export type Outcome = Delivered | Undelivered;

/** Result with a delivery, which replaces earlier deliveries. */
export interface Delivered {
  readonly outcome: 'delivered';
  /** Content by path below the output volume. */
  readonly files: ReadonlyMap<string, string>;
  readonly status: Status;
  readonly destinationSelectors?: readonly DestinationSelector[];
}

/** Result without a delivery. Earlier deliveries and their status stay unchanged. */
export interface Undelivered {
  /** `refused`: someone must change something. `retry`: a registry or the API server did not answer. */
  readonly outcome: 'refused' | 'retry';
  readonly status: FailureStatus;
  readonly control: WorkflowControl;
}

/** Status of a run without a delivery. All other keys stay unchanged. */
export type FailureStatus = {
  /** One short sentence. */
  readonly message: string;
  readonly failure: Failure;
  readonly warnings: readonly string[];
};

/** `status.failure`; null after a delivery. */
export type Failure = {
  readonly reason: Reason;
  readonly message: string;
  readonly problems: readonly Problem[];
};

/** A refusal is retried, because another request, the platform or a chart may fix it. */
const retryRefusalAfter = '5m';
/** An outage is retried sooner. */
const retryOutageAfter = '90s';

// The status is limited, because the whole object, with the request, has at most 1.5 MiB.
const maxProblems = 100;
const maxTextLength = 1000;
const maxMessageLength = 200;

/**
 * Creates the outcome of a run that delivers. Redacts messages and warnings. The rest of the status is data for other
 * pipelines and stays unchanged.
 *
 * @param delivery.status every key that describes the delivery, because an omitted key keeps its old value
 * @throws RequestError `OutputTooLarge` if Kubernetes could not store the output
 * @throws Error if a path, a selector or the status violates the contract, which is a defect
 */
export function deliveredOutcome(delivery: Omit<Delivered, 'outcome'>): Delivered {
  const { message, warnings } = delivery.status;
  const status: Status = {
    ...delivery.status,
    ...(typeof message === 'string' && { message: shorten(redact(message), maxMessageLength) }),
    warnings: Array.isArray(warnings) ? limitWarnings(warnings.map(String)) : [],
    failure: null,
  };
  checkOutputPaths(delivery.files.keys());
  checkOutputSize(delivery.files);
  checkStatus(status);
  checkDestinationSelectors(delivery.destinationSelectors ?? []);
  return { ...delivery, outcome: 'delivered', status };
}

/**
 * Creates the outcome of a run that failed: `refused` for a RequestError, `retry` for an UnavailableError. Both are
 * retried: another object may fix the cause, and an edit during a run starts no run of its own, because Kratix applies
 * the suspension to the newest spec (syntasso/kratix, `MarkPipelineAsSuspended`).
 *
 * @param warnings warnings of the run before it failed
 * @throws the error itself if it is neither, which is a defect
 */
export function failedOutcome(error: unknown, warnings: readonly string[] = []): Undelivered {
  if (error instanceof RequestError) {
    const status = failureStatus(`Refused: ${summarize(error)}`, toFailure(error), warnings);
    return {
      outcome: 'refused',
      status,
      control: { retryAfter: retryRefusalAfter, message: status.message },
    };
  }
  if (error instanceof UnavailableError) {
    const status = failureStatus(`Trying again: ${redact(error.message)}`, toFailure(error), warnings);
    return { outcome: 'retry', status, control: { retryAfter: retryOutageAfter, message: status.message } };
  }
  throw error;
}

function summarize({ problems: [first, ...others], message }: RequestError): string {
  if (first === undefined) return redact(message);
  return others.length === 0
    ? redactProblem(first)
    : `${others.length + 1} problems, the first: ${redactProblem(first)}`;
}

/** Redacts path and message separately: together, a path that ends in `.token` would look like a key and its value. */
function redactProblem({ path, message }: Problem): string {
  return printProblem({ path: redact(path), message: redact(message) });
}

/** @param message redacted message */
function failureStatus(message: string, failure: Failure, warnings: readonly string[]): FailureStatus {
  return {
    message: shorten(message, maxMessageLength),
    failure,
    warnings: limitWarnings(warnings),
  };
}

function toFailure(error: RequestError | UnavailableError): Failure {
  const problems = error instanceof RequestError ? error.problems : [];
  const shown = problems
    .slice(0, maxProblems)
    .map(({ path, message }) => ({ path: shortenRedacted(path), message: shortenRedacted(message) }));
  const rest = problems.length - shown.length;
  return {
    reason: error.reason,
    message: shorten(
      problems.length > 0 ? problems.map(redactProblem).join('; ') : redact(error.message),
      maxTextLength,
    ),
    problems: rest > 0 ? [...shown, { path: '', message: `${rest} more problems` }] : shown,
  };
}

function limitWarnings(warnings: readonly string[]): string[] {
  const rest = warnings.length - maxProblems;
  const shown = warnings.slice(0, maxProblems).map(shortenRedacted);
  return rest > 0 ? [...shown, `${rest} more warnings`] : shown;
}

function shortenRedacted(untrusted: string): string {
  return shorten(redact(untrusted), maxTextLength);
}

/** Truncates to one line. Takes redacted text, because a truncated credential matches no pattern. */
function shorten(redacted: string, length: number): string {
  return truncate(redacted.replace(/\s+/g, ' ').trim(), length);
}
