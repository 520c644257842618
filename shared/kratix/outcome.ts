import {
  type Problem,
  printProblem,
  type Reason,
  RequestError,
  redact,
  UnavailableError,
} from '../errors.ts';
import { checkDestinationSelectors, type DestinationSelector } from './destination-selectors.ts';
import { checkOutputPaths } from './output-path.ts';
import { checkOutputSize } from './output-size.ts';
import { checkStatus, type Status } from './status.ts';
import type { WorkflowControl } from './workflow-control.ts';

/** Result of a run: everything that it writes. */
export type Outcome = Delivered | Undelivered;

/** The output replaces what was delivered before. */
export interface Delivered {
  readonly outcome: 'delivered';
  /** Content by path below the output volume. */
  readonly files: ReadonlyMap<string, string>;
  readonly status: Status;
  readonly destinationSelectors?: readonly DestinationSelector[];
}

/** Result without a delivery: earlier deliveries and their status stay as they are. */
export interface Undelivered {
  /** `refused`: someone must change something. `retry`: a registry or the API server did not answer. */
  readonly outcome: 'refused' | 'retry';
  readonly status: FailureStatus;
  readonly control: WorkflowControl;
}

/** The only keys that a run without delivery writes; all others keep what they were. */
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

/** The cure may lie elsewhere (another request, a chart), so a refusal that read more than the request looks again. */
const retryRefusalAfter = '5m';
/** A server that did not answer is asked again sooner. */
const retryOutageAfter = '90s';

// An object of 1.5 MiB has to hold the request as well: what it says of a hostile one is bounded.
const mostProblems = 100;
const longestText = 1000;
const longestSentence = 200;

/**
 * The end of a run that delivers. Messages and warnings are redacted; the rest of the status is data that
 * other pipelines read back, and stays as it is.
 * @param delivery.status all keys that describe what is delivered, since an omitted one would keep its old value
 * @throws RequestError `OutputTooLarge` where Kubernetes could not store the output
 * @throws Error where a path, a selector or the status breaks the contract: a defect
 */
export function delivered(delivery: Omit<Delivered, 'outcome'>): Delivered {
  const { message, warnings } = delivery.status;
  const status: Status = {
    ...delivery.status,
    ...(typeof message === 'string' && { message: shorten(redact(message), longestSentence) }),
    warnings: Array.isArray(warnings) ? bounded(warnings.map(String)) : [],
    failure: null,
  };
  checkOutputPaths(delivery.files.keys());
  checkOutputSize(delivery.files);
  checkStatus(status);
  checkDestinationSelectors(delivery.destinationSelectors ?? []);
  return { ...delivery, outcome: 'delivered', status };
}

/**
 * The end of a run that an error ended: `refused` for a RequestError, `retry` for an UnavailableError. Both are looked
 * at again: the cure may lie elsewhere, and an edit made while the run was going on starts none of its own, because
 * Kratix takes the suspension for one of the newest spec (syntasso/kratix, `MarkPipelineAsSuspended`).
 * @param warnings what the run had to say before it failed
 * @throws the error itself where it is neither, which is a defect
 */
export function outcomeOf(error: unknown, warnings: readonly string[] = []): Undelivered {
  if (error instanceof RequestError) {
    const status = failureStatus(`Refused: ${sentence(error)}`, failureOf(error), warnings);
    return {
      outcome: 'refused',
      status,
      control: { retryAfter: retryRefusalAfter, message: status.message },
    };
  }
  if (error instanceof UnavailableError) {
    const status = failureStatus(`Trying again: ${redact(error.message)}`, failureOf(error), warnings);
    return { outcome: 'retry', status, control: { retryAfter: retryOutageAfter, message: status.message } };
  }
  throw error;
}

function sentence({ problems: [first, ...others], message }: RequestError): string {
  if (first === undefined) return redact(message);
  return others.length === 0 ? said(first) : `${others.length + 1} problems, the first: ${said(first)}`;
}

/** Path and message are redacted apart: together, a path that ends in `.token` would look like a name and its value. */
function said({ path, message }: Problem): string {
  return printProblem({ path: redact(path), message: redact(message) });
}

/** `message` is redacted already. */
function failureStatus(message: string, failure: Failure, warnings: readonly string[]): FailureStatus {
  return {
    message: shorten(message, longestSentence),
    failure,
    warnings: bounded(warnings),
  };
}

function failureOf(error: RequestError | UnavailableError): Failure {
  const problems = error instanceof RequestError ? error.problems : [];
  const shown = problems
    .slice(0, mostProblems)
    .map(({ path, message }) => ({ path: text(path), message: text(message) }));
  const rest = problems.length - shown.length;
  return {
    reason: error.reason,
    message: shorten(
      problems.length > 0 ? problems.map(said).join('; ') : redact(error.message),
      longestText,
    ),
    problems: rest > 0 ? [...shown, { path: '', message: `${rest} more problems` }] : shown,
  };
}

function bounded(warnings: readonly string[]): string[] {
  const rest = warnings.length - mostProblems;
  const shown = warnings.slice(0, mostProblems).map(text);
  return rest > 0 ? [...shown, `${rest} more warnings`] : shown;
}

function text(untrusted: string): string {
  return shorten(redact(untrusted), longestText);
}

/** Redacted before it is cut: half a credential matches no pattern. On one line, whole characters only. */
function shorten(redacted: string, length: number): string {
  const line = redacted.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  return `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
