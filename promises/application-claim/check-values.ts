import { type Problem, problem } from '../../shared/errors.ts';
import type { Value, Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { limitProblems } from '../../shared/promise/item-resources.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { scalarText } from '../../shared/scalar-text.ts';
import { mainPort } from './main-port.ts';

/** Describes the layer of a value that the request does not set, for messages: `, the chart's default`. */
export type DescribeDefault = (path: string) => string;

/** Reports contradictions in the merged values of an application that the chart's schema cannot express. */
export function checkValues(merged: Values, describeDefault: DescribeDefault): Problem[] {
  return [
    ...limitProblems(merged),
    ...autoscalingProblems(merged, describeDefault),
    ...imageProblems(merged),
    ...missingPortProblems(merged),
    ...mainPortProblems(merged),
    ...probePortProblems(merged),
    ...mountProblems(merged),
    ...duplicateProblems(merged, 'ports', 'name'),
    ...duplicateProblems(merged, 'env', 'name'),
  ];
}

function autoscalingProblems(merged: Values, describeDefault: DescribeDefault): Problem[] {
  const autoscaling = valueAt(merged, 'autoscaling');
  if (!isMap(autoscaling) || autoscaling['enabled'] !== true) return [];
  const { minReplicas: least, maxReplicas: most } = autoscaling;
  const targets = ['targetCPUUtilizationPercentage', 'targetMemoryUtilizationPercentage'];
  if (targets.every((target) => typeof autoscaling[target] !== 'number')) {
    return [problem('autoscaling', 'Autoscaling needs a target for CPU or memory')];
  }
  if (typeof least !== 'number' || typeof most !== 'number' || least <= most) return [];
  const [low, high] = ['minReplicas', 'maxReplicas'].map((name) => describeDefault(`autoscaling.${name}`));
  const message = `minReplicas (${least}${low}) exceeds maxReplicas (${most}${high})`;
  return [problem(low === '' ? 'autoscaling.minReplicas' : 'autoscaling.maxReplicas', message)];
}

function imageProblems(merged: Values): Problem[] {
  if (stringAt(merged, 'image.repository')) return [];
  return [problem('image.repository', 'image.repository is required')];
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

/** Reports a port of the probes that the application does not have. */
function probePortProblems(merged: Values): Problem[] {
  const wanted = valueAt(merged, 'healthCheck.port');
  const ports = valueAt(merged, 'ports');
  const hasProbes =
    valueAt(merged, 'healthCheck.enabled') === true && Array.isArray(ports) && ports.length > 0;
  if (!hasProbes || wanted === undefined || wanted === null || wanted === '') return [];
  const known = ports.filter(isMap);
  if (known.some((port) => port['name'] === wanted || port['port'] === wanted)) return [];
  const choices = known.map((port) => `${scalarText(port['name'])} (${scalarText(port['port'])})`).join(', ');
  return [
    problem(
      'healthCheck.port',
      `The application has no port ${JSON.stringify(wanted)}; its ports are ${choices}`,
    ),
  ];
}

/** Folders where the container runtime refuses a mount, and paths that leave their folder. */
const impossibleMount = /^\/(?:proc|sys|dev)(?:\/|$)|\/\.{1,2}(?:\/|$)|^$/;

/** Reports mounts of one path, mounts over the writable folder, and mounts that stop a container from starting. */
function mountProblems(merged: Values): Problem[] {
  const seen = new Set(['/tmp']);
  return ['configMaps', 'secrets'].flatMap((list) => {
    const mounts = valueAt(merged, list);
    return (Array.isArray(mounts) ? mounts : []).flatMap((mount, index) => {
      const path = isMap(mount) ? mount['mountPath'] : undefined;
      if (typeof path !== 'string') return [];
      const folder = path.replace(/\/+/g, '/').replace(/\/$/, '');
      if (impossibleMount.test(folder)) {
        const message = `Invalid mount path "${path}"; use a path outside of /proc, /sys and /dev, without "." and ".."`;
        return [problem(`${list}[${index}].mountPath`, message)];
      }
      if (!seen.has(folder)) {
        seen.add(folder);
        return [];
      }
      const message =
        folder === '/tmp'
          ? '/tmp is the writable folder of the container; use another path'
          : `Duplicate mount path "${path}"; use another path`;
      return [problem(`${list}[${index}].mountPath`, message)];
    });
  });
}

/** Returns warnings about the merged values of an application. */
export function valueWarnings(merged: Values): string[] {
  if (stringAt(merged, 'image.digest') || stringAt(merged, 'image.tag') !== 'latest') return [];
  return ['The image tag "latest" can change without a delivery; use a fixed tag or a digest'];
}

function duplicateProblems(merged: Values, list: string, key: string): Problem[] {
  const entries = valueAt(merged, list);
  const keys = (Array.isArray(entries) ? entries : []).map((entry: Value) =>
    isMap(entry) ? entry[key] : undefined,
  );
  return keys.flatMap((name, index) =>
    name === undefined || keys.indexOf(name) === index
      ? []
      : [problem(`${list}[${index}].${key}`, `Duplicate name "${scalarText(name)}"`)],
  );
}
