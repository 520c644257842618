import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';

/** Reports a port of the metrics that the application does not have, or that is not TCP. */
export function checkMetricsPort(merged: Values): Problem[] {
  const wanted = valueAt(merged, 'monitoring.port');
  const list = valueAt(merged, 'ports');
  if (valueAt(merged, 'monitoring.enabled') !== true || !Array.isArray(list)) return [];
  const ports = list.filter(isMap);
  if (ports.length === 0) {
    if (typeof wanted === 'number') return [];
    return [
      problem('monitoring.port', 'Monitoring of an application without ports needs the number of a port'),
    ];
  }
  if (!wanted) return [];
  const found = ports.find((port) => port['name'] === wanted || port['port'] === wanted);
  if (found === undefined) {
    const known = ports.map((port) => `${scalarText(port['name'])} (${scalarText(port['port'])})`).join(', ');
    const message = `The application has no port ${JSON.stringify(wanted)}; its ports are ${known}`;
    return [problem('monitoring.port', message)];
  }
  const { protocol = 'TCP' } = found;
  return protocol === 'TCP' ? [] : [problem('monitoring.port', 'Prometheus needs a TCP port')];
}

/** Reports a Service with settings of its own if the application has no ports. */
export function checkServiceType(merged: Values): Problem[] {
  const list = valueAt(merged, 'ports');
  const type = valueAt(merged, 'service.type') ?? 'ClusterIP';
  if (!Array.isArray(list) || list.length > 0 || type === 'ClusterIP') return [];
  return [problem('service.type', 'A Service needs a port; add one to ports, or remove service')];
}
