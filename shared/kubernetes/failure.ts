import type { IncomingMessage } from 'node:http';

/** Options of a failure. */
export interface FailureOptions {
  /** The same question may be answered a moment later. */
  readonly passing?: boolean;
  /** Milliseconds that the server asks to be left alone. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Failure of one exchange with the API server. Its message holds no credential and no part of a body. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly passing: boolean;
  readonly retryAfter: number | undefined;

  constructor(message: string, { passing = false, retryAfter, cause }: FailureOptions = {}) {
    super(message, { cause });
    this.passing = passing;
    this.retryAfter = retryAfter;
  }
}

/** Returns the failure for a status other than 200, 404 and 410 (Kubernetes API conventions, "HTTP Status codes"). */
export function statusFailure({ statusCode = 0, headers }: IncomingMessage, permission: string): Failure {
  if (statusCode === 401) {
    return new Failure('not authenticated (401); the token is missing, has expired or is of another cluster');
  }
  if (statusCode === 403)
    return new Failure(`denied (403); the pipeline's service account needs ${permission}`);
  const passing = statusCode === 429 || statusCode >= 500;
  return new Failure(`status ${statusCode}`, { passing, retryAfter: retryAfter(headers['retry-after']) });
}

/** Returns the failure for an error of the connection. It shows only the code, because some messages quote the request. */
export function connectionFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? 'no code');
  if (/^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME)/.test(code)) {
    return new Failure(`the server's certificate or TLS is not the one expected (${code})`, { cause: error });
  }
  return new Failure(`the connection failed (${code})`, {
    passing: /^E(?!RR_)|^ERR_STREAM_PREMATURE_CLOSE$/.test(code),
    cause: error,
  });
}

/** Seconds only: the API server sends no dates. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}
