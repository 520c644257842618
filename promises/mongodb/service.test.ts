import { describe, expect, it } from 'vitest';
import { resolveVersion } from '../../shared/service/engine-versions.ts';
import { mongodb } from './service.ts';

describe('connection() of mongodb', () => {
  it('is the Service of the replica set, which the certificate of the operator names', () => {
    expect(mongodb.connection('docs', {})).toMatchObject({
      service: 'docs-rs0',
      port: 27017,
      caSecret: 'docs-ssl',
    });
    expect(mongodb.derivedNames('docs')).toEqual(['docs-rs0']);
  });

  it.each([
    ['that the operator creates', '', { secretName: 'docs-custom-user-secret', secretKeys: ['shop'] }],
    ['that the request names', 'docs-login', { secretName: 'docs-login', secretKeys: ['password'] }],
  ])('names the Secret %s, with its key', (_, secretName, expected) => {
    const values = { credentials: { secretName }, mongodb: { username: 'shop' } };
    expect(mongodb.connection('docs', values)).toMatchObject(expected);
  });
});

describe('versions of mongodb', () => {
  it.each([
    ['7.0', '7.0.30-16'],
    ['8.0', '8.0.19-7'],
    ['8.0.19-7', '8.0.19-7'],
  ])('resolves %s to the image %s', (version, tag) => {
    expect(resolveVersion(mongodb.versions, version)).toBe(tag);
  });

  it.each(['6.0', '6.0.27-21', '8.0.4', '8.0.19', '8.0.23'])('refuses %s, which has no image', (version) => {
    expect(resolveVersion(mongodb.versions, version)).toBeUndefined();
  });
});
