import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import { hideCredentials, readCredentials } from './credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const store = (auths: unknown, githubToken?: string) => {
  const find = readCredentials({ dockerConfig: JSON.stringify({ auths }), githubToken });
  return (registry: string, repository = 'charts/web') => find(registry, repository);
};

describe('readCredentials()', () => {
  it('reads auth, and a password with colons in it', () => {
    const credentials = store({ 'ghcr.io': { auth: base64('me:a:b') } })('ghcr.io');
    expect(credentials).toEqual({ source: 'config.json', username: 'me', password: 'a:b' });
  });

  it('reads username and password', () => {
    const credentials = store({ 'ghcr.io': { username: 'me', password: 'p' } })('ghcr.io');
    expect(credentials).toMatchObject({ username: 'me', password: 'p' });
  });

  it('reads an identity token', () => {
    const credentials = store({ 'a.io': { auth: base64('<token>:'), identitytoken: 't' } })('a.io');
    expect(credentials).toMatchObject({ identityToken: 't' });
  });

  it.each(['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'https://registry-1.docker.io'])(
    'returns the entry %s for Docker Hub',
    (key) => {
      expect(store({ [key]: { auth: base64('me:p') } })('registry-1.docker.io')).toBeDefined();
    },
  );

  it.each([
    'https://a.io',
    'http://a.io/',
    'https://a.io/v2/',
    'https://a.io/any/path',
    'A.io',
    'a.io:443',
    'a.io/v1/',
  ])('returns the entry %s for a.io', (key) => {
    expect(store({ [key]: { auth: base64('me:p') } })('a.io')).toBeDefined();
  });

  it.each([
    ['a.io', 'evil-a.io'],
    ['a.io', 'a.io.evil.io'],
    ['a.io', 'sub.a.io'],
    ['a.io', 'a.io:5000'],
    ['a.io:5000', 'a.io'],
    ['a.io/team', 'a.io'],
    ['docker.io', 'evil.docker.io'],
  ])('does not return the entry %s for %s', (key, host) => {
    expect(store({ [key]: { auth: base64('me:p') } })(host)).toBeUndefined();
  });

  it.each([
    ['team', 'team', true],
    ['team/', 'team/web', true],
    ['team', 'team/a/web', true],
    ['team', 'teams/web', false],
    ['team/a', 'team/web', false],
    ['team/web', 'web', false],
  ])('limits the entry a.io/%s to its path: %s', (path, repository, isFound) => {
    const found = store({ [`a.io/${path}`]: { auth: base64('me:p') } })('a.io', repository);
    expect(found !== undefined).toBe(isFound);
  });

  it('prefers the longest path, then the host', () => {
    const find = store({
      'a.io': { auth: base64('host:p') },
      'a.io/team/web': { auth: base64('chart:p') },
      'a.io/team': { auth: base64('team:p') },
    });
    const user = (repository: string) => find('a.io', repository)?.username;
    expect(['team/web', 'team/db', 'other/web'].map(user)).toEqual(['chart', 'team', 'host']);
  });

  it.each([
    ['a.io', 'https://a.io', 'a.io'],
    ['registry-1.docker.io', 'docker.io', 'https://index.docker.io/v1/'],
  ])('prefers the key of "docker login" for %s', (registry, older, usual) => {
    for (const keys of [
      [older, usual],
      [usual, older],
    ]) {
      const auths = Object.fromEntries(keys.map((key) => [key, { auth: base64(`${key === usual}:p`) }]));
      expect(store(auths)(registry)).toMatchObject({ username: 'true' });
    }
  });

  it('limits an entry of Docker Hub to its path', () => {
    const find = store({ 'docker.io/acme': { auth: base64('me:p') } });
    expect(find('registry-1.docker.io', 'acme/web')).toBeDefined();
    expect(find('registry-1.docker.io', 'other/web')).toBeUndefined();
  });

  it('reads a registry token', () => {
    const credentials = store({ 'a.io': { registrytoken: 't' } })('a.io');
    expect(credentials).toEqual({ source: 'config.json', username: '', password: '', registryToken: 't' });
  });

  it.each([
    { auth: base64('me:p'), username: null, identitytoken: null, email: null },
    { auth: base64('me:p'), identitytoken: '', registrytoken: '' },
    { auth: null, username: 'me', password: 'p' },
  ])('ignores null, empty strings and unknown keys: %j', (entry) => {
    expect(store({ 'a.io': entry })('a.io')).toEqual({
      source: 'config.json',
      username: 'me',
      password: 'p',
    });
  });

  it.each([{ auth: 5 }, 'text', { registrytoken: 'two\nlines' }])(
    'refuses an invalid entry only for its registry: %j',
    (entry) => {
      const find = store({ 'a.io': entry, 'b.io': { auth: base64('me:p') } });
      expect(find('b.io')).toBeDefined();
      expect(() => find('a.io')).toThrow(/its entry for "a.io" is invalid; write "auth", .* as strings$/);
    },
  );

  it.each([
    [{ credsStore: 'desktop' }, true],
    [{ credHelpers: { 'a.io': 'ecr-login' } }, true],
    [{ credHelpers: { 'https://a.io': 'ecr-login' }, credsStore: '' }, true],
    [{ credHelpers: { 'b.io': 'ecr-login' } }, false],
    [{ credHelpers: null, credsStore: null, auths: null }, false],
  ])('reports a credential helper of a registry: %j', (config, expected) => {
    const find = readCredentials({ dockerConfig: JSON.stringify(config) });
    expect(find.usesHelper?.('a.io')).toBe(expected);
  });

  it('returns GITHUB_TOKEN only for ghcr.io, and prefers config.json', () => {
    const githubToken = 'token';
    expect(readCredentials({ githubToken })('ghcr.io', 'charts/web')).toMatchObject({
      source: 'GITHUB_TOKEN',
      password: 'token',
    });
    expect(readCredentials({ githubToken })('quay.io', 'charts/web')).toBeUndefined();
    expect(store({ 'ghcr.io': { auth: base64('me:p') } }, githubToken)('ghcr.io')).toMatchObject({
      password: 'p',
    });
  });

  it.each([
    null,
    {},
    { auth: '' },
    { auth: base64('no colon') },
    { username: 'me' },
    { auth: base64('me:') },
  ])('ignores an entry without credentials: %j', (entry) => {
    expect(store({ 'a.io': entry })('a.io')).toBeUndefined();
  });

  it.each([undefined, '', '{}', '{"auths":{}}', '{"credsStore":"desktop"}'])(
    'returns no credentials for %j',
    (dockerConfig) => {
      expect(readCredentials({ dockerConfig })('ghcr.io', 'charts/web')).toBeUndefined();
    },
  );
});

describe('readCredentials() of any config', () => {
  const entry = fc.dictionary(
    fc.constantFrom('auth', 'username', 'password', 'identitytoken', 'registrytoken', 'email', '__proto__'),
    fc.oneof(fc.constantFrom(base64('me:p'), '', 't'), fc.jsonValue({ maxDepth: 1 })),
  );
  const keys = fc.constantFrom(
    'a.io',
    'https://a.io/v1/',
    'a.io/team',
    'a.io/',
    '/',
    '',
    '__proto__',
    'b.io',
  );
  const config = fc.record(
    {
      auths: fc.oneof(fc.dictionary(keys, fc.oneof(entry, fc.jsonValue({ maxDepth: 1 }))), fc.jsonValue()),
      credHelpers: fc.oneof(fc.dictionary(keys, fc.string()), fc.jsonValue()),
      credsStore: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  it('returns credentials or refuses the config', () => {
    fc.assert(
      fc.property(config, fc.constantFrom('team', 'team/web', 'web'), (any, repository) => {
        try {
          const find = readCredentials({ dockerConfig: JSON.stringify(any) });
          find.usesHelper?.('a.io');
          const found = find('a.io', repository);
          return found === undefined || typeof found.password === 'string';
        } catch (error) {
          return error instanceof RequestError && error.reason === 'RegistryRefused';
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('hideCredentials()', () => {
  const credentials = { source: 'config.json', username: 'me', password: 'hunter2hunter2' } as const;
  const basic = base64('me:hunter2hunter2');

  it('hides the password and the Basic header in any case', () => {
    const text = `folder "${basic}", host "HUNTER2hunter2.example.com"`;
    const error = new RequestError('InvalidChart', [problem('', text)]);
    expect(hideCredentials(error, credentials)).toMatchObject({
      reason: 'InvalidChart',
      message: 'folder "***", host "***.example.com"',
    });
    expect(hideCredentials(new UnavailableError('RegistryUnavailable', text), credentials)).toMatchObject({
      reason: 'RegistryUnavailable',
      message: 'folder "***", host "***.example.com"',
    });
  });

  it('hides an identity token and a registry token', () => {
    const error = new RequestError('InvalidChart', [problem('', 'refresh-1 and bearer-1')]);
    const tokens = { ...credentials, identityToken: 'refresh-1', registryToken: 'bearer-1' };
    expect(hideCredentials(error, tokens)).toMatchObject({ message: '*** and ***' });
  });

  it('returns other errors, and those of anonymous access, unchanged', () => {
    const [defect, refusal] = [new TypeError(basic), new RequestError('InvalidChart', [problem('', basic)])];
    expect(hideCredentials(defect, credentials)).toBe(defect);
    expect(hideCredentials(refusal, undefined)).toBe(refusal);
  });
});
