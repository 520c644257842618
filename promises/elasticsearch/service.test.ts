import { describe, expect, it } from 'vitest';
import { resolveVersion, versionChangeProblem } from '../../shared/service/engine-versions.ts';
import { elasticsearch } from './service.ts';

describe('connection() of elasticsearch', () => {
  it('is the HTTPS Service of the operator, with the password of the user elastic and its authority', () => {
    expect(elasticsearch.connection('search', {})).toEqual({
      service: 'search-es-http',
      port: 9200,
      secretName: 'search-es-elastic-user',
      scheme: 'https',
      facts: { username: 'elastic' },
      secretKeys: { password: 'elastic' },
      caSecret: 'search-es-http-certs-public',
    });
    expect(elasticsearch.derivedNames('search')).toContain('search-es-http');
  });
});

describe('versions of elasticsearch', () => {
  const change = (from: string, to: string) =>
    versionChangeProblem(elasticsearch.versions, { engine: 'Elasticsearch', from, to });

  it.each([
    ['8.19', '8.19.22'],
    ['9.4', '9.4.9'],
  ])('resolves %s to %s', (series, version) => {
    expect(resolveVersion(elasticsearch.versions, series)).toBe(version);
  });

  it.each([
    ['8.19.14', '8.19.22'],
    ['8.19.22', '9.4.8'],
    ['9.4.8', '9.4.9'],
  ])('allows the upgrade from %s to %s', (from, to) => {
    expect(change(from, to)).toBeUndefined();
  });

  it.each([
    ['9.4.9', '8.19.22'],
    ['9.4.9', '9.4.8'],
    ['8.19.22', '8.19.21'],
  ])('refuses the return from %s to %s, as the operator does', (from, to) => {
    expect(change(from, to)).toContain('cannot be downgraded');
  });

  it('refuses versions older than the operator can upgrade', () => {
    for (const version of ['7.17.29', '8.18.8', '9.0.0', '9.4.0'])
      expect(resolveVersion(elasticsearch.versions, version)).toBeUndefined();
  });
});
