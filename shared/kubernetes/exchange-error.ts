import type { IncomingMessage } from 'node:http';

/** Options of {@link ExchangeError}. */
export interface ExchangeErrorOptions {
  /** True if a retry may succeed. */
  readonly transient?: boolean;
  /** Pause that the server asks for, in milliseconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Failed exchange with the API server. The message contains no credentials and no part of a body. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly transient: boolean;
  readonly retryAfter: number | undefined;

  constructor(message: string, { transient = false, retryAfter, cause }: ExchangeErrorOptions = {}) {
    super(message, { cause });
    this.transient = transient;
    this.retryAfter = retryAfter;
  }
}

/** Returns the error for a status other than 200, 404 and 410 (Kubernetes API conventions, "HTTP Status codes"). */
export function statusError({ statusCode = 0, headers }: IncomingMessage, permission: string): ExchangeError {
  if (statusCode === 401) {
    return new ExchangeError('not authenticated (401); the token is missing, expired or for another cluster');
  }
  if (statusCode === 403)
    return new ExchangeError(`denied (403); the pipeline's service account needs ${permission}`);
  const transient = statusCode === 429 || statusCode >= 500;
  return new ExchangeError(`status ${statusCode}`, {
    transient,
    retryAfter: retryAfter(headers['retry-after']),
  });
}

/** Converts an error of the connection. Shows only its code, because some messages quote the request. */
export function connectionError(error: unknown): ExchangeError {
  if (error instanceof ExchangeError) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? 'no code');
  if (/^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME)/.test(code)) {
    return new ExchangeError(`the certificate of the server is not trusted (${code})`, {
      cause: error,
    });
  }
  return new ExchangeError(`the connection failed (${code})`, {
    transient: /^E(?!RR_)|^ERR_STREAM_PREMATURE_CLOSE$/.test(code),
    cause: error,
  });
}

/** Parses `Retry-After` to milliseconds. The API server sends seconds, never a date. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}
