import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { mainPort } from '../containers/main-port.ts';
import { checkNameResolution } from './check-name-resolution.ts';
import { checkPeers } from './check-peers.ts';
import { checkMetricsPort, checkServiceType } from './check-ports.ts';
import { exclusiveMessage } from './ingress.ts';

/** Reports features of the network that the ports of the application do not allow. */
export function checkNetwork(merged: Values): Problem[] {
  return [
    ...missingPortProblems(merged),
    ...mainPortProblems(merged),
    ...ingressProblems(merged),
    ...checkMetricsPort(merged),
    ...checkServiceType(merged),
    ...checkPeers(merged),
    ...checkNameResolution(merged),
  ];
}

/** Reports values of an ingress of which only one would have an effect, and a class that is set twice. */
function ingressProblems(merged: Values): Problem[] {
  const ingress = valueAt(merged, 'ingress');
  if (!isMap(ingress) || ingress['enabled'] !== true) return [];
  const { host, hosts, path = '/', paths, className, annotations } = ingress;
  const isFilled = (list: Value | undefined): boolean => Array.isArray(list) && list.length > 0;
  const twice = isMap(annotations) && className && Object.hasOwn(annotations, classAnnotation);
  return [
    ...(host && isFilled(hosts) ? [problem('ingress.hosts', exclusiveMessage('host', 'hosts'))] : []),
    ...(path !== '/' && isFilled(paths) ? [problem('ingress.paths', exclusiveMessage('path', 'paths'))] : []),
    ...(twice ? [problem('ingress.annotations', exclusiveMessage('className', classAnnotation))] : []),
  ];
}

/** Former place of the class. The API server refuses an Ingress with both (Kubernetes, `ValidateIngressCreate`). */
const classAnnotation = 'kubernetes.io/ingress.class';

/** Reports an ingress of an application without ports. */
function missingPortProblems(merged: Values): Problem[] {
  const hasPorts = mainPort(merged) !== undefined || !Array.isArray(valueAt(merged, 'ports'));
  if (hasPorts || valueAt(merged, 'ingress.enabled') !== true) return [];
  return [problem('ingress.enabled', 'An ingress needs a port')];
}

/** Reports a main port without TCP, which the HTTP of an Ingress requires (RFC 9110 section 4.2). */
function mainPortProblems(merged: Values): Problem[] {
  const main = mainPort(merged);
  if (main === undefined || (main.port['protocol'] ?? 'TCP') === 'TCP') return [];
  if (valueAt(merged, 'ingress.enabled') !== true) return [];
  const message = 'An ingress needs a TCP port; name a TCP port "http" or put one first';
  return [problem(`ports[${main.index}].protocol`, message)];
}
