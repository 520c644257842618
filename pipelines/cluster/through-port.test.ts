import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { ConnectionLost, throughPort } from './through-port.ts';

const servicePort = { service: 'gitea-http', namespace: 'gitea', port: 3000 };

/** A cluster that gives each forwarded port another number. */
function cluster(): MemoryCluster {
  let next = 0;
  return new MemoryCluster({ forward: async () => ++next });
}

describe('throughPort()', () => {
  it('forwards the port again if the connection breaks', async () => {
    const answer = throughPort(cluster(), servicePort, async (port) => {
      if (port < 3) throw new ConnectionLost('reset');
      return port;
    });
    await expect(answer).resolves.toBe(3);
  });

  it('gives up after four broken connections, and at once on other errors', async () => {
    const ports: number[] = [];
    const work = (error: Error) => async (port: number) => {
      ports.push(port);
      throw error;
    };
    await expect(throughPort(cluster(), servicePort, work(new ConnectionLost('reset')))).rejects.toThrow(
      'reset',
    );
    expect(ports).toEqual([1, 2, 3, 4]);
    await expect(throughPort(cluster(), servicePort, work(new Error('no')))).rejects.toThrow('no');
    expect(ports).toEqual([1, 2, 3, 4, 1]);
  });
});
