import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';

/** Returns the port for probes and ingress: the port named http, otherwise the first; undefined without ports. */
export function mainPort(merged: Values): { readonly index: number; readonly port: Values } | undefined {
  const ports = valueAt(merged, 'ports');
  const list: readonly Value[] = Array.isArray(ports) ? ports : [];
  const named = list.findIndex((port) => isMap(port) && port['name'] === 'http');
  const index = Math.max(0, named);
  const port = list[index];
  return isMap(port) ? { index, port } : undefined;
}
