import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeCredential } from './credential-rules.ts';
import { findCredentials, unusedLiterals } from './credentials.ts';

const pathsOf = (spec: unknown, allowed: readonly string[] = []): string[] =>
  findCredentials(spec, allowed).map(({ path }) => path);

describe('looksLikeCredential()', () => {
  it.each([
    'password',
    'PASSWORD',
    'dbPassword',
    'DB_PASSWORD',
    'db-passwd',
    'CLIENT_SECRET',
    'clientSecret',
    'auth.token',
    'GITHUB_TOKEN',
    'apiKey',
    'API_KEY',
    'APIKEY',
    'awsAccessKey',
    'private-key',
    'connectionString',
    'DB.CONNECTION.STRING',
    'OAuthToken',
  ])('detects the key %s', (key) => {
    expect(looksLikeCredential(key, 'x')).toBe(true);
  });

  it.each([
    'password_encryption',
    'PASSWORD_MIN_LENGTH',
    'SECRET_NAME',
    'tokenSecretRef',
    'passwordFile',
    'keyboard',
    'KEY',
    'tokens',
    'secretary',
    'image',
  ])('ignores the key %s', (key) => {
    expect(looksLikeCredential(key, 'x')).toBe(false);
  });

  it.each(['', '$(DB_PASSWORD)', '$(A)$(B)'])('ignores the literal %j under any key', (literal) => {
    expect(looksLikeCredential('PASSWORD', literal)).toBe(false);
  });

  it.each([
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE',
    'postgres://shop:hunter2@db:5432/shop',
    'amqp://guest:guest@rabbitmq:5672',
    'redis://:hunter2@cache:6379',
    'user=app password=hunter2 host=db',
    'Server=db;User Id=app;Pwd=hunter2',
    'see https://user:$ecret@example.com for more',
    `ghp_${'a'.repeat(36)}`,
    `github_pat_${'a'.repeat(30)}`,
    `glpat-${'a'.repeat(20)}`,
    'xoxb-1234567890-abc',
    'AKIAIOSFODNN7EXAMPLE',
    `AIza${'a'.repeat(35)}`,
    `sk_live_${'a'.repeat(24)}`,
    `npm_${'a'.repeat(36)}`,
    `dckr_pat_${'a'.repeat(27)}`,
    `hvs.${'a'.repeat(24)}`,
  ])('detects the literal %j', (literal) => {
    expect(looksLikeCredential('NOTE', literal)).toBe(true);
  });

  it.each([
    'postgres://shop@db:5432/shop',
    'http://elasticsearch:9200',
    'postgres://shop:$(DB_PASSWORD)@db/shop',
    'oci://registry.example.com:5000/charts',
    'user:password',
    '-----BEGIN CERTIFICATE-----\nMIIE',
    '-----BEGIN PUBLIC KEY-----\nMIIB',
    '-----BEGIN RSA PUBLIC KEY-----\nMIIB',
    'user=app password=$(DB_PASSWORD) host=db',
    'user=app password= host=db',
    'mailto:shop@example.com',
    '2026-01-01T00:00:00Z shop@example.com',
  ])('ignores the literal %j', (literal) => {
    expect(looksLikeCredential('NOTE', literal)).toBe(false);
  });

  it.each([
    ['COOKIE_SALT', '0123456789abcdef0123456789abcdef'],
    ['SIGNING_KEY', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0Vg'],
  ])('detects the generated secret %s', (key, literal) => {
    expect(looksLikeCredential(key, literal)).toBe(true);
  });

  it.each([
    ['GIT_COMMIT', '0123456789abcdef0123456789abcdef01234567'],
    ['COOKIE_SALT', 'none'],
    ['PARTITION_KEY', 'customer-identification-number'],
  ])('ignores %s=%s', (key, literal) => {
    expect(looksLikeCredential(key, literal)).toBe(false);
  });
});

describe('findCredentials()', () => {
  const spec = {
    applications: [
      {
        name: 'web',
        env: [
          { name: 'PORT', value: '80' },
          { name: 'DB_PASSWORD', value: 'hunter2' },
        ],
      },
      { name: 'api', values: { auth: { token: 'hunter2', list: [{ apiKey: 'hunter2' }] } } },
    ],
  };

  it('checks environment variables by name and values by key, at any depth', () => {
    expect(pathsOf(spec)).toEqual([
      'spec.applications[0].env[1].value',
      'spec.applications[1].values.auth.token',
      'spec.applications[1].values.auth.list[0].apiKey',
    ]);
  });

  it('accepts literals that allowLiterals names by item and by variable or path', () => {
    const allowed = ['applications.web.env.DB_PASSWORD', 'applications.api.values.auth.token'];
    expect(pathsOf(spec, allowed)).toEqual(['spec.applications[1].values.auth.list[0].apiKey']);
  });

  it('prints the entry for allowLiterals in each message', () => {
    const allowed = findCredentials(spec, []).map(({ message }) => /add "([^"]+)"/.exec(message)?.[1] ?? '');
    expect(findCredentials(spec, allowed)).toEqual([]);
  });

  it('accepts values of a BootstrapClaim by chart and path', () => {
    const claim = { values: { microservice: { auth: { password: 'hunter2' } } } };
    expect(pathsOf(claim)).toEqual(['spec.values.microservice.auth.password']);
    expect(pathsOf(claim, ['values.microservice.auth.password'])).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['the value of {key, value}', [{ key: 'DB_PASSWORD', value: 'hunter2' }], '[0].value'],
    ['the value of {name, value}', { name: 'X-Api-Key', value: 'hunter2' }, '.value'],
    ['a number under a name of passwords', { password: 12345678 }, '.password'],
    ['an object of passwords', { passwords: { ada: 'hunter2' } }, '.passwords.ada'],
    ['a list of passwords', { passwords: ['hunter2'] }, '.passwords[0]'],
    ['an argument after its option', { args: ['--port', '80', '--password', 'hunter2'] }, '.args[3]'],
    ['an argument with its option', { args: ['--password=hunter2'] }, '.args[0]'],
    ['an argument of a known command', { command: ['mysql', '-phunter2'] }, '.command[1]'],
    ['a script', { command: ['sh', '-c', 'redis-cli -a hunter2 ping'] }, '.command[2]'],
    ['the file of a ConfigMap', { files: { 'a.properties': 'db.password=hunter2' } }, '.files.a.properties'],
    ['a manifest of a Secret', { kind: 'Secret', data: { note: 'aHVudGVyMg==' } }, '.data.note'],
    ['a key', { 'password=hunter2': { a: 1 } }, ''],
  ])('reports %s', (_, values, path) => {
    const [problem, ...others] = findCredentials({ applications: [{ values }] }, []);
    expect(others).toEqual([]);
    expect(problem?.path).toBe(`spec.applications[0].values${path}`);
    expect(problem?.message).not.toContain('hunter2');
  });

  it.each<[string, unknown]>([
    ['the key of a Secret that a sibling names', { secretName: 'db', passwordKey: 'password', key: 'pw' }],
    [
      'the key of an external Secret',
      { secretKey: 'DB_PASSWORD', remoteRef: { key: 'db', property: 'password' } },
    ],
    ['keys of an existing Secret', { existingSecret: 'db', secretKeys: { adminPasswordKey: 'password' } }],
    ['a list of names of Secrets', { secrets: ['db', 'mail'], imagePullSecrets: [{ name: 'regcred' }] }],
    ['a manifest of another kind', { kind: 'ConfigMap', data: { note: 'hello' } }],
    ['options of a command', { args: ['--password-file', '/run/secrets/db', '-p', '8080'] }],
  ])('accepts %s', (_, values) => {
    expect(findCredentials({ applications: [{ values }] }, [])).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a variable', { env: [{ name: 'DB_PASS', value: 'hunter2' }] }, 'use a Secret and valueFrom'],
    ['a value of a chart', { values: { apiKey: 'hunter2' } }, 'set a key of the chart that names a Secret'],
    ['an annotation', { ingress: { annotations: { token: 'hunter2' } } }, 'remove it'],
  ])('prints the rule and a fix that is possible for %s', (_, item, fix) => {
    const [problem] = findCredentials({ applications: [{ name: 'web', ...(item as object) }] }, []);
    expect(problem?.message).toMatch(/^Looks like a credential: the name ends in (PASS|API KEY|TOKEN); /);
    expect(problem?.message).toContain(`so ${fix}, or add "applications.web.`);
  });

  it.each([`ghp_${'Ab1'.repeat(12)}`, 'postgres://u:hunter22@db/x', 'a b'])(
    'prints the index of an entry whose name is %j',
    (name) => {
      const found = findCredentials({ users: [{ name, password: 's3cretpw99' }] }, []);
      expect(found.map(({ message }) => message).join()).toContain('"users[0].password"');
      expect(JSON.stringify(found)).not.toContain(name);
    },
  );

  it('never prints a literal', () => {
    expect(JSON.stringify(findCredentials(spec, []))).not.toContain('hunter2');
  });

  it('ignores references to Secrets and numbers', () => {
    const valueFrom = { secretKeyRef: { name: 'db', key: 'password' } };
    const fine = {
      env: [{ name: 'DB_PASSWORD', valueFrom }],
      credentials: { secretName: 'db' },
      values: { token: 5 },
    };
    expect(pathsOf({ applications: [fine] })).toEqual([]);
  });

  it('accepts any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(findCredentials(value, []))));
  });
});

describe('unusedLiterals()', () => {
  const applications = [{ name: 'web', env: [{ name: 'TOKEN', value: 'x' }], values: { a: { b: 'y' } } }];

  it('reports entries that match no string of the request', () => {
    const allowLiterals = [
      'applications.web.env.TOKEN',
      'applications.web.env.TOKN',
      'applications.web.values.a.b',
    ];
    expect(unusedLiterals({ applications, allowLiterals })).toEqual([
      'spec.allowLiterals[1] names no string of this request',
    ]);
  });

  it('returns nothing without allowLiterals', () => {
    expect([undefined, null, { applications }, { allowLiterals: 5 }].flatMap(unusedLiterals)).toEqual([]);
  });
});
