import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { mainPort } from '../containers/main-port.ts';

/** Reports features of the network that the ports of the application do not allow. */
export function checkNetwork(merged: Values): Problem[] {
  return [...missingPortProblems(merged), ...mainPortProblems(merged)];
}

/** Reports an ingress or monitoring of an application without ports. */
function missingPortProblems(merged: Values): Problem[] {
  if (mainPort(merged) !== undefined || !Array.isArray(valueAt(merged, 'ports'))) return [];
  return Object.entries({ ingress: 'An ingress needs a port', monitoring: 'Monitoring needs a port' })
    .filter(([feature]) => valueAt(merged, `${feature}.enabled`) === true)
    .map(([feature, message]) => problem(`${feature}.enabled`, message));
}

/** Reports a main port without TCP, which the HTTP of probes and Ingress requires (RFC 9110 section 4.2). */
function mainPortProblems(merged: Values): Problem[] {
  const main = mainPort(merged);
  const protocol = main?.port['protocol'] ?? 'TCP';
  const isProbed = valueAt(merged, 'healthCheck.enabled') === true && !valueAt(merged, 'healthCheck.port');
  const isEntered = valueAt(merged, 'ingress.enabled') === true;
  if (main === undefined || protocol === 'TCP' || !(isProbed || isEntered)) return [];
  const other = isEntered ? ' or put one first' : ', put one first, or set healthCheck.enabled: false';
  const message = `Probes and ingress need a TCP port; name a TCP port "http"${other}`;
  return [problem(`ports[${main.index}].protocol`, message)];
}
