import { describe, expect, it } from 'vitest';
import type { Values } from '../../../shared/helm/chart.ts';
import { checkContainerProbes, checkProbes } from './check-probes.ts';

const tcp = { name: 'http', port: 8080 };
const udp = { name: 'dns', port: 53, protocol: 'UDP' };
const both = [udp, { name: 'dns-tcp', port: 53 }];

const pathsOf = (health: Values, ports: Values[] = [tcp]): string[] =>
  checkProbes({ ports, healthCheck: { enabled: true, ...health } }).map(({ path }) => path);

describe('checkProbes()', () => {
  it.each<[string, Values, Values[]?]>([
    ['no probes without ports', {}, []],
    ['a command without ports', { liveness: { exec: { command: ['a'] } } }, []],
    ['HTTP on the main port', { http: true }],
    ['HTTP on another port', { http: true, port: 53 }, both],
    [
      'a port by name and by number',
      { liveness: { tcp: { port: 'http' } }, readiness: { grpc: { port: 8080 } } },
    ],
    ['a number with both protocols', { readiness: { tcp: { port: 53 } } }, both],
    ['nonsense in a probe that is off', { liveness: { enabled: false, tcp: { port: 1 } } }],
    ['nonsense in probes that are off', { enabled: false, port: 1 }],
  ])('accepts %s', (_, health, ports) => {
    expect(pathsOf(health, ports)).toEqual([]);
  });

  it.each<[string, Values, Values[], string]>([
    ['HTTP without ports', { http: true }, [], 'healthCheck.http'],
    ['HTTP on a UDP port', { http: true }, [udp], 'ports[0].protocol'],
    ['a common port that does not exist', { port: 81 }, [tcp], 'healthCheck.port'],
    ['a common port with UDP', { port: 'dns' }, [udp], 'healthCheck.port'],
    [
      'a port that does not exist',
      { liveness: { tcp: { port: 'x' } } },
      [tcp],
      'healthCheck.liveness.tcp.port',
    ],
    ['a UDP port', { startup: { grpc: { port: 53 } } }, [udp], 'healthCheck.startup.grpc.port'],
    ['a UDP port by default', { readiness: { tcp: {} } }, [udp], 'healthCheck.readiness.tcp'],
    ['a probe without ports', { readiness: { tcp: {} } }, [], 'healthCheck.readiness.tcp'],
    ['two checks', { readiness: { tcp: {}, exec: { command: ['a'] } } }, [tcp], 'healthCheck.readiness'],
  ])('reports %s', (_, health, ports, path) => {
    expect(pathsOf(health, ports)).toEqual([path]);
  });
});

describe('checkContainerProbes()', () => {
  it('reports a probe that checks nothing', () => {
    const container = { healthCheck: { liveness: { periodSeconds: 1 }, readiness: { enabled: false } } };
    expect(checkContainerProbes(container, 'sidecars[0]').map(({ path }) => path)).toEqual([
      'sidecars[0].healthCheck.liveness',
    ]);
  });
});
