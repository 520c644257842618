import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import { mainPort } from './main-port.ts';
import { probeChecks, probeKinds } from './probe.ts';

/** Probes of a container with its ports. */
interface Probed {
  /** Value path of the probes. */
  readonly at: string;
  readonly health: Values;
  readonly ports: readonly Values[];
  /** Port of probes without a port of their own. */
  readonly port: Value | undefined;
  /** True if a probe without a check has one by default. */
  readonly hasDefault: boolean;
}

/** Reports probes of the application's container that the kubelet could not run. */
export function checkProbes(merged: Values): Problem[] {
  const health = valueAt(merged, 'healthCheck');
  if (!isMap(health) || health['enabled'] !== true) return [];
  const ports = portsOf(merged);
  const own = isSet(health['port']) ? health['port'] : undefined;
  const probed = { at: 'healthCheck', health, ports, hasDefault: true };
  const ofPort = own === undefined ? [] : portProblems('healthCheck.port', { port: own, ports });
  if (ofPort.length > 0) return ofPort;
  return [
    ...httpProblems(merged, health),
    ...probeProblems({ ...probed, port: own ?? mainPort(merged)?.port['name'] }),
  ];
}

/** Reports probes of a further container. */
export function checkContainerProbes(container: Values, at: string): Problem[] {
  const { healthCheck: health } = container;
  if (!isMap(health)) return [];
  const port = mainPort(container)?.port['name'];
  return probeProblems({
    at: `${at}.healthCheck`,
    health,
    ports: portsOf(container),
    port,
    hasDefault: false,
  });
}

/** Reports HTTP probes at the chart's paths without a TCP port. */
function httpProblems(merged: Values, health: Values): Problem[] {
  if (health['http'] !== true || isSet(health['port'])) return [];
  const main = mainPort(merged);
  const off = 'set healthCheck.enabled: false';
  if (main === undefined) {
    const message = `HTTP probes need a port; add one to ports, name an exec check, or ${off}`;
    return Array.isArray(valueAt(merged, 'ports')) ? [problem('healthCheck.http', message)] : [];
  }
  if (isTcp(main.port)) return [];
  const message = `HTTP probes need a TCP port; name a TCP port "http", put one first, or ${off}`;
  return [problem(`ports[${main.index}].protocol`, message)];
}

function probeProblems(probed: Probed): Problem[] {
  return probeKinds.flatMap((kind) => {
    const probe = probed.health[kind];
    if (!isMap(probe) || probe['enabled'] === false) return [];
    return oneProbeProblems(probe, { ...probed, at: `${probed.at}.${kind}` });
  });
}

function oneProbeProblems(probe: Values, { at, ports, port: fallback, hasDefault }: Probed): Problem[] {
  const checks = probeChecks.filter((check) => isMap(probe[check]));
  const [check, other] = checks;
  if (other !== undefined)
    return [
      problem(
        at,
        `A probe has exactly one check, but this one has ${checks.join(' and ')}; remove all but one`,
      ),
    ];
  if (check === undefined)
    return hasDefault ? [] : [problem(at, 'The probe checks nothing; add http, tcp, grpc or exec')];
  if (check === 'exec') return [];
  const own = (probe[check] as Values)['port'];
  if (isSet(own)) return portProblems(`${at}.${check}.port`, { port: own, ports });
  if (fallback === undefined)
    return [problem(`${at}.${check}`, `The probe needs a port; add one to ports, or use exec`)];
  return portProblems(`${at}.${check}`, { port: fallback, ports });
}

/** Reports a port that the container does not have, or that is not a TCP port. */
function portProblems(
  at: string,
  { port, ports }: { readonly port: Value | undefined; readonly ports: readonly Values[] },
): Problem[] {
  const found = ports.filter(({ name, port: number }) => name === port || number === port);
  if (found.some(isTcp)) return [];
  if (found.length > 0) {
    const protocol = scalarText(found[0]!['protocol']);
    return [problem(at, `Port ${JSON.stringify(port)} has the protocol ${protocol}; probes need a TCP port`)];
  }
  const choices = ports.map(({ name, port: number }) => `${scalarText(name)} (${scalarText(number)})`);
  const known = choices.length === 0 ? 'it has none' : `its ports are ${choices.join(', ')}`;
  return [problem(at, `The container has no port ${JSON.stringify(port)}; ${known}`)];
}

const isTcp = ({ protocol }: Values): boolean => (protocol ?? 'TCP') === 'TCP';

const isSet = (port: Value | undefined): boolean => port !== undefined && port !== null && port !== '';

function portsOf(container: Values): Values[] {
  const { ports } = container;
  return Array.isArray(ports) ? ports.filter(isMap) : [];
}
