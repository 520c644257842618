import { systemErrorReason } from '../../../shared/system-error.ts';
import { ClusterError } from '../cluster.ts';

/** Answer of the API server that refuses a call. */
interface RefusedCall {
  readonly status: number;
  readonly body: string;
  /** Verb and object: `read Deployment gitea/gitea`. */
  readonly action: string;
  readonly context: string;
}

/** Returns the error for an HTTP status (Kubernetes API conventions, "HTTP Status codes"). */
export function statusError({ status, body, action, context }: RefusedCall): ClusterError {
  const { reason = `Status${status}`, message = `status ${status}` } = readStatus(body);
  if (status === 401) {
    return new ClusterError(`the cluster rejected the credentials of context "${context}"`, {
      status,
      reason,
      hint: 'sign in again, or choose another context with --context',
    });
  }
  const hint = status === 403 && reason === 'Forbidden' ? forbiddenHint(message, context) : undefined;
  return new ClusterError(`cannot ${action}: ${message}`, {
    status,
    reason,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** An admission controller refuses with the same status and reason as missing permissions. */
function forbiddenHint(message: string, context: string): string | undefined {
  if (!message.includes(' cannot ')) return undefined;
  return `ask the cluster's administrator for this permission, or check context "${context}"`;
}

/** Returns the error for a connection that failed. */
export function connectionError(error: unknown, server: string): ClusterError {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  const isTls = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME)/.test(
    code,
  );
  if (isTls) {
    return new ClusterError(`the certificate of the cluster at ${server} is not trusted: ${code}`, {
      reason: 'Untrusted',
      hint: 'check the certificate authority and the client certificate in the kubeconfig',
      cause: error,
    });
  }
  return new ClusterError(`the cluster at ${server} does not answer: ${causes[code] ?? (code || message)}`, {
    reason: 'Unreachable',
    hint: 'check that it runs, or choose another context with --context',
    cause: error,
  });
}

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

/** Returns the error for a credential plug-in that failed, or for credentials that cannot be read. */
export function pluginError(error: unknown, command: string | undefined): ClusterError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (command === undefined) {
    const detail = systemErrorReason(error) ?? code ?? 'invalid';
    return new ClusterError(`cannot read the credentials of the kubeconfig: ${detail}`, {
      reason: 'InvalidKubeconfig',
      hint: 'check the files that its user names, or choose another context with --context',
      cause: error,
    });
  }
  const detail = code === 'ENOENT' ? 'not installed' : (message.trim().split('\n').at(-1) ?? '');
  return new ClusterError(`credential plug-in "${command}" failed: ${detail}`, {
    reason: 'PluginFailed',
    hint: 'install it or sign in with it, then repeat',
    cause: error,
  });
}

function readStatus(body: string): { readonly reason?: string; readonly message?: string } {
  try {
    const { reason, message } = JSON.parse(body) as Record<string, unknown>;
    return {
      ...(typeof reason === 'string' && reason !== '' ? { reason } : {}),
      ...(typeof message === 'string' && message !== '' ? { message } : {}),
    };
  } catch {
    return {};
  }
}
