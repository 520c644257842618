import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { serviceFacts } from '../../shared/service/service-facts.ts';
import { serviceReleases } from '../../shared/service/service-release.ts';
import { trustedFacts } from '../../shared/service/trusted-facts.ts';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { rabbitmqFields } from './fields.ts';
import { rabbitmq } from './service.ts';

const queues = [{ name: 'orders', vhost: 'shop' }, { name: 'audit', type: 'stream' }, 5];
const vhosts = [{ name: 'shop' }];

describe('contents() of rabbitmq', () => {
  it('are the virtual hosts and the queues with their types', () => {
    expect(rabbitmq.contents!({ rabbitmq: { vhosts, queues } })).toEqual([
      'vhost/shop',
      'queue/shop/orders type=quorum',
      'queue/audit type=stream',
    ]);
    expect(rabbitmq.contents!({ rabbitmq: { queues: 'none' } })).toEqual([]);
  });

  it('never change the type of a queue', () => {
    const change = rabbitmq.contentChangeProblem!;
    expect(change('queue/audit type=stream', 'queue/audit type=stream')).toBeUndefined();
    expect(change('queue/audit type=stream', 'queue/audit type=quorum')).toBe(
      'The type of queue/audit cannot change from stream to quorum; keep it, or add a queue with another name',
    );
  });
});

describe('furtherOperators() of rabbitmq', () => {
  it('is that of the topology, for each list of it', () => {
    expect(rabbitmq.furtherOperators!({ rabbitmq: { vhosts: [], queues: [] } })).toEqual([]);
    for (const list of ['vhosts', 'users', 'queues', 'policies'])
      expect(rabbitmq.furtherOperators!({ rabbitmq: { [list]: [{ name: 'x' }] } })).toMatchObject([
        { operator: { name: 'rabbitmq-topology' }, path: `rabbitmq.${list}` },
      ]);
  });
});

describe('userSecrets() of rabbitmq', () => {
  it('are those that the operator creates', () => {
    expect(rabbitmq.userSecrets!('queue', { rabbitmq: { users: [{ name: 'shop' }] } })).toEqual([
      'queue.shop-user-credentials',
    ]);
  });
});

describe('connection() of rabbitmq', () => {
  const tls = { rabbitmq: { tls: { secretName: 'queue-tls' } } };

  it('is the port of the protocol without TLS', () => {
    expect(rabbitmq.connection('queue', {})).toMatchObject({ service: 'queue', port: 5672 });
    expect(rabbitmq.connection('queue', {})).not.toHaveProperty('caSecret');
  });

  it('is the port and the authority of TLS if the values name a Secret', () => {
    expect(rabbitmq.connection('queue', tls)).toMatchObject({ port: 5671, caSecret: 'queue-tls' });
  });

  it('is trusted with both ports, as another request wrote it', () => {
    const identity = { name: 'queue', namespace: 'dev', service: rabbitmq };
    const status = {
      name: 'queue',
      chart: 'rabbitmq',
      version: '1.0.0',
      digest: '',
      values: '',
      namespace: 'dev',
    };
    for (const values of [{}, tls]) {
      const facts = serviceFacts(values, identity);
      expect(trustedFacts({ ...status, ...facts }, rabbitmq)).toMatchObject({ port: facts.port });
    }
    const forged = { ...status, ...serviceFacts({}, identity), port: 5673 };
    expect(trustedFacts(forged, rabbitmq)).toBeUndefined();
  });

  it('without TLS is a warning in production', () => {
    const placement = { ...placementOn(platformWith({ operators: ['rabbitmq'] })), production: true };
    const item = { name: 'queue', type: 'rabbitmq', enabled: true, chart: {} };
    const release = serviceReleases([item], [rabbitmq], {
      list: 'services',
      placement,
      owner: undefined,
    })[0]!;
    const warning = expect.stringContaining('RabbitMQ has no TLS');
    expect(release.warn?.({ version: '4.3.6' })).toContainEqual(warning);
    expect(release.warn?.({ version: '4.3.6', ...tls })).not.toContainEqual(warning);
  });
});

describe('check() of rabbitmq', () => {
  const problemsOf = (values: Values) => rabbitmq.check!({ rabbitmq: values }, 'queue');

  it.each<[string, Values]>([
    ['queues of the same name in two virtual hosts', { vhosts, queues: [...queues, { name: 'orders' }] }],
    [
      'another default virtual host',
      { config: { default_vhost: 'main' }, queues: [{ name: 'a', vhost: 'main' }] },
    ],
    ['values that the schema reports', { queues: 1, users: [{ name: 'a', permissions: 'all' }] }],
  ])('accepts %s', (_, values) => {
    expect(problemsOf(values)).toEqual([]);
  });

  it.each<[string, Values, string, string]>([
    [
      'a queue that is listed twice',
      { queues: [{ name: 'a' }, { name: 'a', vhost: '/' }] },
      'rabbitmq.queues[1].name',
      '"a" is listed twice; remove one',
    ],
    [
      'a reserved name',
      { vhosts, queues: [{ name: 'amq.x', vhost: 'shop' }] },
      'rabbitmq.queues[0].name',
      'RabbitMQ reserves names that begin with "amq."; rename "shop/amq.x"',
    ],
    [
      'an unknown virtual host of a queue',
      { queues: [{ name: 'a', vhost: 'shop' }] },
      'rabbitmq.queues[0].vhost',
      'Unknown virtual host "shop"; add it to vhosts, or use one of /',
    ],
    [
      'an unknown virtual host of a permission',
      { vhosts, users: [{ name: 'a', permissions: [{ vhost: 'Shop' }] }] },
      'rabbitmq.users[0].permissions[0].vhost',
      'Unknown virtual host "Shop"; add it to vhosts, or use one of /, shop',
    ],
  ])('reports %s', (_, values, path, message) => {
    expect(problemsOf(values)).toEqual([{ path, message }]);
  });
});

describe('fields of rabbitmq', () => {
  const isAccepted = (block: object): boolean => rabbitmqFields.schema().safeParse(block).success;

  it('have unique queues and permissions in each virtual host', () => {
    expect(isAccepted({ queues: [{ name: 'a' }, { name: 'a', vhost: 'shop' }] })).toBe(true);
    expect(isAccepted({ queues: [{ name: 'a' }, { name: 'a', vhost: '/' }] })).toBe(false);
    expect(isAccepted({ users: [{ name: 'a', permissions: [{}, { vhost: '/' }] }] })).toBe(false);
  });
});

describe('versions of rabbitmq', () => {
  const placement = placementOn(platformWith({ operators: ['rabbitmq'] }));
  const item = { name: 'queue', type: 'rabbitmq', enabled: true, chart: {} };
  const release = serviceReleases([item], [rabbitmq], { list: 'services', placement, owner: undefined })[0]!;

  it('of an unsupported series are only for existing services, with a warning', () => {
    expect(release.newVersionProblem?.('4.2.8')).toBe(
      'RabbitMQ 4.2.8 is only for existing services, because its project fixes only the latest series; use 4.3',
    );
    expect(release.newVersionProblem?.('4.3.6')).toBeUndefined();
    expect(release.warn?.({ version: '4.2.8' })).toEqual([
      'RabbitMQ 4.2.8 gets no more fixes, because its project fixes only the latest series; upgrade to 4.3',
    ]);
    expect(release.warn?.({ version: '4.3.6' })).toEqual([]);
  });
});
