import { describe, expect, it } from 'vitest';
import { compareVersions, engineImages, newVersions, refreshVersions } from './image-versions.ts';

const json = (body: object, headers: Record<string, string> = {}, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers });

const oldest = { rabbitmq: '4.2.0', mongodb: '7.0.37-20' };

describe('refreshVersions()', () => {
  it('reads every page with an anonymous token, and keeps what is recorded', async () => {
    const asked: string[] = [];
    const send = async (url: string, init?: RequestInit): Promise<Response> => {
      asked.push(url);
      if (!url.includes('rabbitmq')) return json({ tags: null });
      if (url.startsWith('https://auth.example.com')) return json({ token: 't' });
      if (new Headers(init?.headers).get('authorization') !== 'Bearer t') {
        const challenge =
          'Bearer realm="https://auth.example.com/token",service="s",scope="repository:rabbitmq:pull"';
        return json({}, { 'www-authenticate': challenge }, 401);
      }
      return url.includes('last=')
        ? json({ tags: ['4.10.0-management', '4.3.1', '4.1.9-management'] })
        : json(
            { tags: ['4.3.7-management', '4.3-management'] },
            { link: '</v2/library/rabbitmq/tags/list?n=1000&last=x>; rel="next"' },
          );
    };
    const before = { rabbitmq: { source: 'tags', date: '2026-01-01', versions: ['4.2.0'] } };
    const { versions, failures } = await refreshVersions(before, { oldest, date: '2026-11-29', fetch: send });
    expect(failures).toEqual([]);
    expect(versions['rabbitmq']).toEqual({
      source: 'tags of registry-1.docker.io/library/rabbitmq',
      date: '2026-11-29',
      versions: ['4.2.0', '4.3.7', '4.10.0'],
    });
    expect(newVersions(versions, before)).toEqual(['rabbitmq 4.3.7', 'rabbitmq 4.10.0']);
    expect(asked.filter((url) => url.includes('/token'))).toHaveLength(1);
    expect(asked).toContain('https://auth.example.com/token?service=s&scope=repository%3Arabbitmq%3Apull');
  });

  it('keeps the recorded versions of a registry that cannot be read, and names the reason', async () => {
    const send = async (url: string): Promise<Response> => {
      if (url.includes('quay.io'))
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
      return json({}, {}, 403);
    };
    const before = { redis: { source: 'tags', date: '2026-01-01', versions: ['7.2.16'] } };
    const { versions, failures } = await refreshVersions(before, { oldest, date: '2026-11-29', fetch: send });
    expect(versions).toEqual(before);
    expect(failures).toHaveLength(Object.keys(engineImages).length);
    expect(failures).toContain('redis: cannot read the tags of quay.io/opstree/redis: connect ECONNREFUSED');
    expect(failures).toContain(
      'postgresql: cannot read the tags of ghcr.io/cloudnative-pg/postgresql: the registry answered 403',
    );
  });
});

describe('compareVersions()', () => {
  it('compares numbers', () => {
    const versions = ['8.0.32-14', '8.0.4', '10.1', '8.0.4-2', '8.0.4-10'];
    expect(versions.sort(compareVersions)).toEqual(['8.0.4', '8.0.4-2', '8.0.4-10', '8.0.32-14', '10.1']);
  });
});
