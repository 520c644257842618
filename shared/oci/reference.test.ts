import { describe, expect, it } from 'vitest';
import { parseReference, printReference } from './reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseReference()', () => {
  it.each([
    ['oci://ghcr.io/team/charts/web', { registry: 'ghcr.io', repository: 'team/charts/web' }],
    ['oci://ghcr.io/web:1.0.0', { registry: 'ghcr.io', repository: 'web', tag: '1.0.0' }],
    ['oci://localhost:5000/web:1.0.0_a', { registry: 'localhost:5000', repository: 'web', tag: '1.0.0_a' }],
    [`oci://h/web@${digest}`, { registry: 'h', repository: 'web', digest }],
    [`oci://h:1/a/b__c-d.e:t@${digest}`, { registry: 'h:1', repository: 'a/b__c-d.e', tag: 't', digest }],
    ['oci://[::1]:5000/web', { registry: '[::1]:5000', repository: 'web' }],
    ['oci://GHCR.io/web/', { registry: 'ghcr.io', repository: 'web' }],
  ])('parses %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
  });

  it.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])('knows the host behind %s', (host) => {
    expect(parseReference(`oci://${host}/library/web`).registry).toBe('registry-1.docker.io');
  });

  it.each([
    ['https://ghcr.io/web', /must start with "oci:\/\/"/],
    ['ghcr.io/web', /must start with "oci:\/\/"/],
    ['oci://ghcr.io', /needs a path/],
    ['oci:///web', /host must be/],
    ['oci://user:secret@ghcr.io/web', /host must be/],
    ['oci://ghcr.io:port/web', /host must be/],
    ['oci://gh cr.io/web', /host must be/],
    ['oci://ghcr.io:99999/web', /host must be/],
    ['oci://[:::]/web', /host must be/],
    ['oci://ghcr.io/Web', /path must be/],
    ['oci://ghcr.io/a//b', /path must be/],
    ['oci://ghcr.io/../b', /path must be/],
    ['oci://ghcr.io/a/%2e%2e/b', /path must be/],
    ['oci://ghcr.io/a?x=1', /path must be/],
    ['oci://ghcr.io/a:', /tag must be/],
    ['oci://ghcr.io/a:.x', /tag must be/],
    ['oci://ghcr.io/a:1+b', /tag must be/],
    ['oci://ghcr.io/a@sha256:abc', /digest must be/],
    [`oci://ghcr.io/a@sha512:${'0'.repeat(128)}`, /digest must be/],
    [`oci://ghcr.io/${'a'.repeat(2000)}`, /longer than 1024/],
  ])('refuses %s', (text, message) => {
    expect(() => parseReference(text)).toThrow(message);
  });

  it.each(['oci://ghcr.io/web', 'oci://h:5/a/b:1.0.0', `oci://h/a:1@${digest}`])(
    'is undone by printReference(): %s',
    (text) => {
      expect(printReference(parseReference(text))).toBe(text);
    },
  );
});
