import { describe, expect, it } from 'vitest';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import { hideCredentials, readCredentials } from './credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const store = (auths: object, githubToken?: string) =>
  readCredentials({ dockerConfig: JSON.stringify({ auths }), githubToken });

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

  it.each(['https://a.io', 'http://a.io/', 'https://a.io/v2/', 'A.io', 'a.io:443'])(
    'returns the entry %s for a.io',
    (key) => {
      expect(store({ [key]: { auth: base64('me:p') } })('a.io')).toBeDefined();
    },
  );

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

  it('returns GITHUB_TOKEN only for ghcr.io, and prefers config.json', () => {
    const githubToken = 'token';
    expect(readCredentials({ githubToken })('ghcr.io')).toMatchObject({
      source: 'GITHUB_TOKEN',
      password: 'token',
    });
    expect(readCredentials({ githubToken })('quay.io')).toBeUndefined();
    expect(store({ 'ghcr.io': { auth: base64('me:p') } }, githubToken)('ghcr.io')).toMatchObject({
      password: 'p',
    });
  });

  it.each([{}, { auth: '' }, { auth: base64('no colon') }, { username: 'me' }, { auth: base64('me:') }])(
    'ignores an entry without credentials: %j',
    (entry) => {
      expect(store({ 'a.io': entry })('a.io')).toBeUndefined();
    },
  );

  it.each([undefined, '', '{}', '{"auths":{}}', '{"credsStore":"desktop"}'])(
    'returns no credentials for %j',
    (dockerConfig) => {
      expect(readCredentials({ dockerConfig })('ghcr.io')).toBeUndefined();
    },
  );
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

  it('returns other errors, and those of anonymous access, unchanged', () => {
    const [defect, refusal] = [new TypeError(basic), new RequestError('InvalidChart', [problem('', basic)])];
    expect(hideCredentials(defect, credentials)).toBe(defect);
    expect(hideCredentials(refusal, undefined)).toBe(refusal);
  });
});
