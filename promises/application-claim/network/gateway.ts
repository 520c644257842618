import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import type { Platform } from '../../../shared/release/platform.ts';
import { omitUnset, stringAt, valueAt, withDefault } from '../../../shared/release/value-access.ts';
import { mainPort } from '../containers/main-port.ts';

/** Protocols of a port that a GRPCRoute exposes. */
const grpcProtocols: readonly unknown[] = ['grpc', 'kubernetes.io/h2c'];

/** Path that a Gateway accepts (Gateway API, `HTTPPathMatch`). */
const routePath = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** Returns the platform's values of an exposed application: its Gateway, or the class of its Ingress. */
export function withIngressDefaults(values: Values, { ingress = {} }: Pick<Platform, 'ingress'>): Values {
  const { className, gateway } = ingress;
  if (gateway === undefined) return withDefault(values, 'ingress.className', className);
  const { tls, ...reference } = gateway;
  return withDefault(withDefault(values, 'ingress.gateway', omitUnset(reference)), 'ingress.tls', tls);
}

/** Reports settings that a Gateway does not support, or decides itself. */
export function gatewayProblems(merged: Values, { ingress }: Pick<Platform, 'ingress'>): Problem[] {
  if (valueAt(merged, 'ingress.enabled') !== true || !stringAt(merged, 'ingress.gateway.name')) return [];
  return [...gatewayOnlyProblems(merged, ingress?.gateway?.tls), ...pathProblems(merged)];
}

function gatewayOnlyProblems(merged: Values, tls: boolean | undefined): Problem[] {
  const found: Problem[] = [];
  if (stringAt(merged, 'ingress.tlsSecretName')) {
    const message =
      'The Gateway of the platform terminates TLS with a certificate of its own; remove tlsSecretName';
    found.push(problem('ingress.tlsSecretName', message));
  }
  if (stringAt(merged, 'ingress.className')) {
    const message = 'The platform has a Gateway instead of ingress classes; remove className';
    found.push(problem('ingress.className', message));
  }
  if (tls !== undefined && valueAt(merged, 'ingress.tls') !== tls) {
    const message = `The listener of the platform's Gateway serves ${tls ? 'HTTPS' : 'HTTP'}; remove tls`;
    found.push(problem('ingress.tls', message));
  }
  return found;
}

function pathProblems(merged: Values): Problem[] {
  const list = valueAt(merged, 'ingress.paths');
  const paths = (Array.isArray(list) ? list : []).filter(isMap);
  const single = stringAt(merged, 'ingress.path') ?? '/';
  if (grpcProtocols.includes(mainPort(merged)?.port['appProtocol'])) {
    const message = 'A GRPCRoute has no paths, because gRPC defines the path of each method';
    if (paths.length > 0) return [problem('ingress.paths', `${message}; remove paths`)];
    return single === '/' ? [] : [problem('ingress.path', `${message}; remove path`)];
  }
  if (paths.length === 0) return characterProblems('ingress.path', single);
  return paths.flatMap(({ path, pathType }, index) => [
    ...characterProblems(`ingress.paths[${index}].path`, path),
    ...(pathType === 'ImplementationSpecific'
      ? [problem(`ingress.paths[${index}].pathType`, 'A Gateway has no such type; use Prefix or Exact')]
      : []),
  ]);
}

function characterProblems(at: string, path: unknown): Problem[] {
  if (typeof path !== 'string' || routePath.test(path)) return [];
  return [problem(at, 'A Gateway accepts only the characters of a URL path; encode the others, as in "%20"')];
}
