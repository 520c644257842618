import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../../../promises/index.ts';
import { parseRequestFile } from '../../../../shared/yaml.ts';
import { projectFolder, promisesFolder } from '../../../../test/support/cases.ts';
import { lockedVersion } from '../../../../test/support/charts-lock.ts';
import { olderRequests } from '../../../../test/support/older-requests.ts';
import { readTree } from '../../../../test/support/read-tree.ts';
import { runInfraforge } from '../../../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { splitImage } from './split-image.ts';

const platform = join(promisesFolder, 'bootstrap-claim/cases/example/input.yaml');

/** Converts the text of a file; the lines about it have no file name and no indentation. */
async function convert(text: string, flags: readonly string[] = []) {
  const { code, printed, complaints } = await runInfraforge(['convert', ...flags, '-'], text);
  const lines = complaints.flatMap((block) => block.split('\n').map((line) => line.trim()));
  return { code, yaml: printed.join('\n'), lines };
}

/** Returns what `render` would report about requests, on the example platform. */
async function problemsOf(yaml: string): Promise<string[]> {
  const platforms = yaml.includes('kind: BootstrapClaim') ? [] : ['--platform', platform];
  const { code, printed, complaints } = await runInfraforge(['validate', ...platforms, '-'], yaml);
  return code === 0 ? [] : [...printed, ...complaints];
}

/** Request with one application. */
const application = (fields: string): string => `apiVersion: platform.infraforge.io/v1alpha1
kind: ApplicationClaim
metadata: {name: shop}
spec:
  environment: dev
  applications:
    - name: web
${fields.replace(/^/gm, '      ')}
`;

/** Request with one service. */
const service = (fields: string): string => `apiVersion: platform.infraforge.io/v1alpha1
kind: PlatformClaim
metadata: {name: stores}
spec:
  environment: dev
  services:
    - name: store
${fields.replace(/^/gm, '      ')}
`;

const image = 'image: {repository: ghcr.io/acme/web, tag: v1.0.0}';

/** Returns the first item of a converted request. */
async function itemOf(text: string) {
  const { yaml, lines, code } = await convert(text);
  const [object] = parseRequestFile(yaml) as { spec: Record<string, unknown[]> }[];
  const { applications, services } = object!.spec;
  const { name: _, ...item } = (applications ?? services)![0] as Record<string, unknown>;
  expect(await problemsOf(yaml)).toEqual([]);
  return { item, lines, code };
}

describe('infraforge convert', () => {
  it.each(olderRequests)('converts $what into requests that render', async ({ given, converted, open }) => {
    const { yaml, code, lines } = await convert(given);
    expect(`${yaml}\n`).toBe(converted);
    expect(await problemsOf(yaml)).toEqual([]);
    expect(code).toBe(2);
    const paths = lines.flatMap((line) => /^! (\S+): /.exec(line)?.[1] ?? []);
    expect(paths).toEqual(open);
  });

  it('converts every older request of the Promises into one that renders', async () => {
    const older = join(promisesFolder, 'bootstrap-claim/cases/refused-older-shape/input.yaml');
    const { yaml } = await convert(readFileSync(older, 'utf8'));
    expect(await problemsOf(yaml)).toEqual([]);
  });

  /** Names the carried version of a chart: a checkout with newer charts does not carry that of the examples. */
  const withCarriedVersions = (text: string): string =>
    text.replaceAll(
      /( name: (microservice|postgresql)\n *version: )"1\.0\.0"/g,
      (_, before: string, name: string) => `${before}"${lockedVersion(name)}"`,
    );

  const examples = join(projectFolder, '../shared/examples');
  it.skipIf(!existsSync(examples))(
    'converts ../shared/examples, which this checkout may lack, into requests that render',
    async () => {
      for (const file of readdirSync(examples)) {
        const text = readFileSync(join(examples, file), 'utf8');
        const kind = /^kind: (\w+)/m.exec(text)?.[1];
        if (!definitions.some((definition) => definition.kind === kind)) continue;
        const { yaml, lines } = await convert(withCarriedVersions(text));
        expect({ file, problems: await problemsOf(yaml) }).toEqual({ file, problems: [] });
        expect(lines.filter((line) => line.includes('left out'))).toEqual([]);
      }
    },
  );

  it('splits an image into its parts', () => {
    expect(splitImage('registry:5000/acme/web')).toEqual({ repository: 'registry:5000/acme/web' });
    expect(splitImage('registry:5000/acme/web:v1')).toEqual({
      repository: 'registry:5000/acme/web',
      tag: 'v1',
    });
    expect(splitImage('web@sha256:ab')).toEqual({ repository: 'web', digest: 'sha256:ab' });
  });

  it.each<[string, string, object]>([
    [
      'an image with a version beside it',
      'image: ghcr.io/acme/web\nversion: v2',
      { image: { repository: 'ghcr.io/acme/web', tag: 'v2' }, version: 'v2' },
    ],
    [
      'the name of an image and its tag',
      'repository: ghcr.io/acme/web\ntag: "1.10"',
      { image: { repository: 'ghcr.io/acme/web', tag: '1.10' } },
    ],
    [
      'a tag beside an image',
      'image: ghcr.io/acme/web:v1\ntag: v1',
      { image: { repository: 'ghcr.io/acme/web', tag: 'v1' } },
    ],
    [
      'an unquoted tag',
      'image: {repository: ghcr.io/acme/web, tag: 1.10}',
      { image: { repository: 'ghcr.io/acme/web', tag: '1.10' } },
    ],
    [
      'resources by name',
      `${image}\nresources: {cpu: {request: 100m, limit: "1"}, memory: 256Mi}`,
      { resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1' } } },
    ],
    ['one port', `${image}\nport: 9000`, { ports: [{ name: 'http', port: 9000 }] }],
    [
      'ports that are numbers',
      `${image}\nports: [8080, 9090]`,
      {
        ports: [
          { name: 'http', port: 8080 },
          { name: 'port-9090', port: 9090 },
        ],
      },
    ],
    [
      'a target port',
      `${image}\nports: [{name: http, port: 80, targetPort: 8080}]`,
      { ports: [{ name: 'http', port: 8080, servicePort: 80 }] },
    ],
    [
      'an object of variables',
      `${image}\nenv: {LEVEL: debug, RETRIES: "3"}`,
      {
        env: [
          { name: 'LEVEL', value: 'debug' },
          { name: 'RETRIES', value: '3' },
        ],
      },
    ],
    [
      'probes',
      `${image}\nhealthCheck: {livenessProbe: {path: /live, port: 8080, periodSeconds: 5}}`,
      { healthCheck: { liveness: { http: { path: '/live', port: 8080 }, periodSeconds: 5 } } },
    ],
    [
      'variables that are numbers or booleans',
      `${image}\nenv: [{name: A, value: 1.10}, {name: B, value: yes}, {name: "off", value: c}]`,
      {
        env: [
          { name: 'A', value: '1.10' },
          { name: 'B', value: 'yes' },
          { name: 'off', value: 'c' },
        ],
      },
    ],
    [
      'numbers and booleans in quotes',
      `${image}\nreplicas: "03"\nenabled: "True"\ningress: {enabled: "off"}`,
      { replicas: 3, enabled: true, ingress: { enabled: false } },
    ],
    ['a chart as a string', `${image}\nchart: microservice`, { chart: { name: 'microservice' } }],
  ])('converts %s of an application', async (_, fields, expected) => {
    const { item } = await itemOf(application(fields));
    expect(item).toMatchObject(expected);
  });

  it.each<[string, string, object]>([
    ['an alias of a type', 'type: minio', { type: 'objectstorage' }],
    ['a misspelled type', 'type: postgres', { type: 'postgresql' }],
    ['storage as a string', 'type: postgresql\nstorage: 20Gi', { storage: { size: '20Gi' } }],
    ['a size of the storage', 'type: postgresql\nsize: 20Gi', { storage: { size: '20Gi' } }],
    ['a preset', 'type: postgresql\nconfig: {size: large}', { size: 'large' }],
    [
      'settings with a field',
      'type: postgresql\nconfig: {replicas: "3", storage: {size: 5Gi}, postgresql: {parameters: {max_connections: "200"}}}',
      {
        replicas: 3,
        storage: { size: '5Gi' },
        values: { postgresql: { parameters: { max_connections: '200' } } },
      },
    ],
    ['a number of instances', 'type: postgresql\ncustomConfig: {instances: 3}', { replicas: 3 }],
    ['an unquoted version', 'type: postgresql\nversion: 17', { version: '17' }],
    [
      'a retention in days',
      'type: postgresql\nbackup: {schedule: "0 2 * * *", retention: 30, destination: "s3://bucket/x", secretName: s3}',
      { backup: { retention: '30d' } },
    ],
    [
      'settings beside values',
      'type: postgresql\nvalues: {podLabels: {a: b}}\nconfig: {persistence: {size: 5Gi}}',
      { values: { persistence: { size: '5Gi' } } },
    ],
    ['an abbreviated type', 'type: mongo', { type: 'mongodb' }],
    ['a service that needs a Secret', 'type: redis', { credentials: { secretName: 'store-credentials' } }],
  ])('converts %s of a service', async (_, fields, expected) => {
    const { item } = await itemOf(service(fields));
    expect(item).toMatchObject(expected);
  });

  it('reports the value that replaces a number or a boolean in quotes', async () => {
    const { lines } = await convert(application(`${image}\nreplicas: "03"\nenabled: "off"`));
    expect(lines).toContain('- spec.applications[0].replicas: changed to 3 (was "03")');
    expect(lines).toContain('- spec.applications[0].enabled: changed to false (was "off")');
  });

  it('leaves out a service that does not exist, and keeps the others with the paths of the file', async () => {
    const text = `${service('type: mysql').trimEnd()}\n    - name: other\n      type: postgresql\n      version: "13"\n`;
    const { yaml, lines, code } = await convert(text);
    expect(code).toBe(2);
    expect(parseRequestFile(yaml)).toMatchObject([{ spec: { services: [{ name: 'other' }] } }]);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^! spec\.services\[0\]: left out \(was "store"\): Unsupported service type "mysql"/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^! spec\.services\[1\]\.version: left out \(was "13"\): /),
    );
  });

  it('leaves out an item once, whatever the number of its problems, and keeps the next one', async () => {
    const env = '[{name: 1A, value: {}}, {name: KEPT, value: a}, {name: ALSO, value: b}]';
    const { item, lines } = await itemOf(application(`${image}\nenv: ${env}`));
    expect(item).toMatchObject({
      env: [
        { name: 'KEPT', value: 'a' },
        { name: 'ALSO', value: 'b' },
      ],
    });
    expect(lines.filter((line) => line.startsWith('!'))).toEqual([
      expect.stringMatching(/^! spec\.applications\[0\]\.env\[0\]: left out \(was "1A"\): Invalid name/),
    ]);
  });

  it('names the missing field for which an item is left out', async () => {
    const text = `${application(image).trimEnd()}\n    - {serviceName: other}\n`;
    const { lines } = await convert(text);
    expect(lines).toContainEqual(
      expect.stringMatching(/^! spec\.applications\[1\]: left out .*: (name: R|name .*r)equired/),
    );
  });

  it('reports every problem of a request that cannot be converted', async () => {
    const { yaml, lines } = await convert(
      service('type: mysql\nreplicas: 999').replace('name: stores', 'name: Stores_X'),
    );
    expect(yaml).toBe('');
    const paths = lines.flatMap((line) => /^! (\S+): /.exec(line)?.[1] ?? []);
    expect(paths).toEqual(['metadata.name', 'spec.services[0].type', 'spec.services[0].replicas']);
  });

  it('leaves out the clusters of a request that is not a BootstrapClaim', async () => {
    const { yaml, lines } = await convert(
      application(image).replace(
        '  environment: dev\n',
        '  environment: dev\n  clusters: [{type: nonprod}, {type: prod}]\n',
      ),
    );
    expect(parseRequestFile(yaml)).toMatchObject([{ metadata: { name: 'shop' } }]);
    expect(lines).toContainEqual(expect.stringMatching(/^! spec\.clusters: left out /));
  });

  it('makes one BootstrapClaim of clusters of one type, and says which environments it lacks', async () => {
    const { yaml, lines } = await convert(`apiVersion: platform.infraforge.io/v1alpha1
kind: BootstrapClaim
metadata: {name: platform, namespace: infraforge-platform}
spec:
  gitea: {url: "http://git:3000", organization: acme}
  repositories: {voltran: state}
  chartsRepository: {type: oci, url: "oci://registry.example.com/charts"}
  clusters:
    - {name: one, type: nonprod, environments: [dev], region: eu}
    - {name: two, type: nonprod, environments: [qa]}
`);
    expect(await problemsOf(yaml)).toEqual([]);
    expect(parseRequestFile(yaml)).toMatchObject([{ spec: { gitOps: { environments: ['dev'] } } }]);
    expect(lines).toContain(
      '- spec.clusters[0].name: removed, because the type names the cluster (was "one")',
    );
    expect(lines).toContain(
      '! spec.clusters[0]: left out (was an object with region): a BootstrapClaim has no such field',
    );
    expect(lines).toContain(
      '! spec.clusters[1]: left out (was "two"): it has the type "nonprod" of spec.clusters[0]; add its environments to the first claim, or give it a cluster type of its own',
    );
  });

  it('leaves out an older object once, if all of its fields are moved or left out', async () => {
    const { lines } = await convert(
      application(image).replace(
        '  environment: dev\n',
        '  environment: dev\n  giteaURL: http://a\n  gitea: {url: "http://b"}\n',
      ),
    );
    expect(lines.filter((line) => line.startsWith('!'))).toEqual([
      '! spec.gitea.url: left out (was "http://b"): spec.giteaURL is set too; keep one of them',
    ]);
  });

  it('converts a bundle: its applications as those of a claim, and its services', async () => {
    const { yaml, lines } = await convert(`apiVersion: platform.infraforge.io/v1alpha1
kind: InfraForge
metadata: {name: acme}
spec:
  tenant: acme
  environment: dev
  database: {type: postgres, storage: {size: 10Gi}, config: {instances: 2}}
  cache: {storage: 5Gi}
  messaging: {type: rabbit}
  objectStorage: {type: minio, config: {size: 20Gi}}
  secretsManagement: {type: aws-secrets-manager}
  business:
    - {name: webapp, image: "ghcr.io/acme/webapp:v1", port: 3000, config: {service: {type: ClusterIP}}}
    - {name: frontend, repository: acme/frontend}
  operators:
    - {name: mysql, enabled: false}
    - {name: elastic, profile: nonprod}
  platform:
    - {name: vault, profile: dev}
`);
    expect(await problemsOf(yaml)).toEqual([]);
    expect(parseRequestFile(yaml)).toMatchObject([
      {
        spec: {
          database: { type: 'postgresql', size: '10Gi', replicas: 2 },
          cache: { size: '5Gi', credentials: { secretName: 'acme-redis-credentials' } },
          messaging: { type: 'rabbitmq' },
          objectStorage: { type: 'objectstorage', size: '20Gi' },
          business: [
            {
              name: 'webapp',
              image: { repository: 'ghcr.io/acme/webapp', tag: 'v1' },
              ports: [{ name: 'http', port: 3000 }],
              values: { service: { type: 'ClusterIP' } },
            },
            { name: 'frontend', image: { repository: 'registry.example.com/frontend', tag: 'replace-me' } },
          ],
          operators: [{ name: 'mysql', enabled: false }, { name: 'elasticsearch' }],
          platform: [{ name: 'vault', credentials: { secretName: 'acme-vault-credentials' } }],
        },
      },
    ]);
    expect(yaml).not.toContain('secretsManagement');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^! spec\.secretsManagement: left out .*Unsupported service "aws-secrets-manager"/,
      ),
    );
  });

  it('leaves out a database of a bundle with an unsupported type, instead of choosing another engine', async () => {
    const { yaml } = await convert(
      'apiVersion: platform.infraforge.io/v1alpha1\nkind: InfraForge\nmetadata: {name: acme}\nspec:\n  tenant: acme\n  environment: dev\n  database: {type: mysql}\n  messaging: {}\n',
    );
    expect(yaml).not.toContain('database');
    expect(yaml).toContain('messaging');
  });

  it('names a Secret for a request of one service', async () => {
    const { yaml, lines } = await convert(
      'apiVersion: platform.infraforge.io/v1alpha1\nkind: Redis\nmetadata: {name: cache}\nspec: {environment: dev}\n',
    );
    expect(await problemsOf(yaml)).toEqual([]);
    expect(lines).toContain(
      '! spec.credentials.secretName: set to "cache-credentials", because Redis needs a Secret; create it, or name another one',
    );
  });

  it('keeps an application whose image is unknown, with a placeholder', async () => {
    const { item, lines, code } = await itemOf(
      application('repository: github.com/acme/web\nversion: v1.2.0\nreplicas: 2'),
    );
    expect(code).toBe(2);
    expect(item).toMatchObject({
      image: { repository: 'registry.example.com/web', tag: 'v1.2.0' },
      replicas: 2,
    });
    expect(lines).toContain(
      '! spec.applications[0].image.repository: set to the placeholder "registry.example.com/web"; replace it with the repository of your image',
    );
  });

  it('leaves out a credential without printing it', async () => {
    const { yaml, lines } = await convert(
      application(`${image}\nenv: [{name: DB_PASSWORD, value: correct-horse}, {name: A, value: b}]`),
    );
    expect(lines.join()).not.toContain('correct-horse');
    expect(yaml).not.toContain('correct-horse');
    expect(yaml).toContain('name: A');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^! spec\.applications\[0\]\.env\[0\]: left out \(was "DB_PASSWORD"\): Looks like a credential: .*use a Secret and valueFrom/,
      ),
    );
  });

  it('prints no word of a command with a password', async () => {
    const { lines } = await convert(
      application(`${image}\ncommand: [serve, --password, correct-horse]\nconfig: [--token, battery-staple]`),
    );
    expect(lines.join()).not.toMatch(/correct-horse|battery-staple/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^! spec\.applications\[0\]\.command\[2\]: left out: Looks like a credential/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^- spec\.applications\[0\]\.config: moved to .* \(was a list of 2\)$/),
    );
  });

  it('prints a request of the current version unchanged, and reports it in one line', async () => {
    const text =
      '# ours\napiVersion: "platform.infraforge.io/v1"\nkind:   ApplicationClaim\nmetadata: {name: shop}\nspec:\n  environment: dev\n  applications:\n  - {name: web, serviceName: shop, version: v1}\n';
    const { yaml, lines, code } = await convert(text);
    expect(code).toBe(0);
    expect(`${yaml}\n`).toBe(text);
    expect(lines).toEqual([
      'standard input: ApplicationClaim default/shop: unchanged; it is a request of platform.infraforge.io/v1',
    ]);
  });

  it('keeps a chart that only a platform can allow in a request of the current version, and names it', async () => {
    const text = application(`${image}\nchart: {name: common}`).replace('v1alpha1', 'v1');
    const { yaml, lines, code } = await convert(text);
    expect(code).toBe(2);
    expect(`${yaml}\n`).toBe(text);
    expect(lines).toEqual([
      expect.stringMatching(/: unchanged; it is a request of .*; 1 line needs attention$/),
      expect.stringMatching(
        /^! spec\.applications\[0\]\.chart\.name: kept "common", .*chartsRepository\.allowed/,
      ),
    ]);
    const checked = await convert(text, ['--platform', platform]);
    expect(checked.yaml).not.toContain('common');
    expect(checked.lines.join()).toContain('left out (was "common")');
  });

  it('fits a request of the current version to the given platform', async () => {
    const text = application('serviceName: shop\nversion: v1').replace('v1alpha1', 'v1');
    const { yaml, code } = await convert(text, ['--platform', platform]);
    expect(code).toBe(2);
    expect(await problemsOf(yaml)).toEqual([]);
  });

  it('keeps comments, quotes and the order of fields', async () => {
    const text = `# shop of team a
apiVersion: platform.infraforge.io/v1alpha1
kind: ApplicationClaim
metadata: {name: shop}
spec:
  environment: dev

  # the Git host
  gitea:
    # as Argo CD reaches it
    url: http://git # inside
    organization: acme
  applications:
    # the shop itself
    - name: web
      image: ghcr.io/acme/web:1.10 # that of the registry
`;
    const { yaml } = await convert(text);
    expect(yaml).toBe(`# shop of team a
apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata: {name: shop}
spec:
  environment: dev
  # as Argo CD reaches it
  giteaURL: http://git # inside
  organization: acme
  applications:
    # the shop itself
    - name: web
      image:
        # that of the registry
        repository: ghcr.io/acme/web
        tag: "1.10"`);
  });

  it('converts a document with aliases, without changing what they name elsewhere', async () => {
    const text = `${application('image: &image ghcr.io/acme/web:v1')}    - name: other\n      image: *image\n`;
    const { yaml } = await convert(text);
    expect(await problemsOf(yaml)).toEqual([]);
    expect(yaml).not.toContain('*image');
  });

  it('converts the items of a list as kubectl prints it, without the fields of the cluster', async () => {
    const item = {
      ...(parseRequestFile(service('type: postgresql'))[0] as object),
      status: { phase: 'Ready' },
    };
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item, item] });
    const { yaml, lines } = await convert(list);
    expect(parseRequestFile(yaml)).toHaveLength(2);
    expect(yaml).not.toContain('status');
    expect(lines).toContain('- status: removed, because the cluster writes it');
  });

  it('keeps the comments and the order of the items of a list', async () => {
    const { yaml } = await convert(`apiVersion: v1
kind: List
items:
  # the stores
  - kind: PlatformClaim # older
    apiVersion: platform.infraforge.io/v1alpha1
    metadata: {name: stores}
    spec:
      # where
      environment: dev
      services: [{name: db, type: postgresql}]
  # a database
  - kind: PostgreSQL
    apiVersion: platform.infraforge.io/v1
    metadata: {name: two}
    spec: {environment: dev}
`);
    expect(yaml).toBe(`# the stores
kind: PlatformApplicationClaim # older
apiVersion: platform.infraforge.io/v1
metadata: {name: stores}
spec:
  # where
  environment: dev
  services: [{name: db, type: postgresql}]
---
# a database
kind: PostgreSQL
apiVersion: platform.infraforge.io/v1
metadata: {name: two}
spec: {environment: dev}`);
  });

  it('prints nothing for an object that is not a request, and reports why', async () => {
    const { yaml, lines, code } = await convert('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    expect({ yaml, code }).toEqual({ yaml: '', code: 2 });
    expect(lines[0]).toBe('standard input: ConfigMap default/a: left out; it cannot be converted');
    expect(lines[1]).toMatch(/^! apiVersion: Unsupported API group "v1"/);
    expect((await convert('a: [')).lines[0]).toBe('standard input: File: left out; it cannot be converted');
  });

  it.each<[string, string]>([
    ['hello', 'found a string; write apiVersion, kind, metadata and spec'],
    ['5', 'found a number; write apiVersion, kind, metadata and spec'],
    ['[]', 'found a list; write one object in each document, with "---" between two documents'],
    ['- {kind: Redis}', 'found a list; write one object in each document, with "---" between two documents'],
  ])('leaves out a file with the document %j and converts the others', async (text, found) => {
    const folder = temporaryFolder();
    const [broken, good] = [join(folder, 'a.yaml'), join(folder, 'b.yaml')];
    writeFileSync(broken, text);
    writeFileSync(good, service('type: postgresql'));
    const { code, printed, complaints } = await runInfraforge(['convert', broken, good]);
    expect(code).toBe(2);
    expect(complaints[0]).toBe(
      `${broken}: File: left out; it cannot be converted\n    ! Expected a Kubernetes object, ${found}`,
    );
    expect(await problemsOf(printed.join('\n'))).toEqual([]);
  });

  it.each(['', 'null', '# only a comment\n', 'kind: List\nitems: []'])(
    'refuses the file %j, which has no request',
    async (text) => {
      const { code, yaml, lines } = await convert(text);
      expect([code, yaml]).toEqual([2, '']);
      expect(lines[1]).toBe('! No request found; add one, or leave out the file');
    },
  );

  it('leaves out an item of a list that is not an object, and converts the others', async () => {
    const item = parseRequestFile(service('type: postgresql'))[0];
    const { code, yaml, lines } = await convert(JSON.stringify({ kind: 'List', items: [5, null, item] }));
    expect(code).toBe(2);
    expect(await problemsOf(yaml)).toEqual([]);
    expect(lines).toContain('standard input: Object 1: left out; it cannot be converted');
    expect(lines).toContain(
      '! Expected a Kubernetes object, found null; write apiVersion, kind, metadata and spec',
    );
  });

  it('writes the files of a folder into another one, and replaces none without --overwrite', async () => {
    const folder = temporaryFolder();
    const [from, out] = [join(folder, 'old'), join(folder, 'new')];
    mkdirSync(join(from, 'b'), { recursive: true });
    writeFileSync(join(from, 'a.yml'), service('type: postgresql'));
    writeFileSync(join(from, 'b/c.json'), JSON.stringify(parseRequestFile(service('type: kafka'))[0]));
    const args = ['convert', '--recursive', '--out', out, from];
    const first = await runInfraforge(args);
    expect({ code: first.code, printed: first.printed }).toEqual({ code: 0, printed: [] });
    expect(Object.keys(readTree(out)).toSorted()).toEqual(['a.yaml', 'b/c.yaml']);
    expect(first.complaints).toContain(`Wrote "${join(out, 'a.yaml')}"`);

    const second = await runInfraforge(args);
    expect(second.code).toBe(73);
    expect(second.complaints.join()).toContain('the file exists; use another folder, or --overwrite');
    const third = await runInfraforge([...args, '--overwrite']);
    expect(third.code).toBe(0);
    expect(third.complaints).toContain(`Replaced "${join(out, 'b/c.yaml')}"`);
  });

  it('keeps the spaces in the name of a file', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'my stores.yaml');
    writeFileSync(file, service('type: postgresql'));
    const out = join(folder, 'new');
    await runInfraforge(['convert', '--out', out, file]);
    await runInfraforge(['convert', '--out', out, '-'], service('type: kafka'));
    expect(Object.keys(readTree(out)).toSorted()).toEqual(['my stores.yaml', 'standard-input.yaml']);
  });

  it.each([
    [[], 'Name a file, a folder, or - for standard input'],
    [['--overwrite', '-'], '--overwrite needs --out'],
  ])('refuses the arguments %j', async (args, message) => {
    const { code, complaints } = await runInfraforge(['convert', ...args]);
    expect(code).toBe(64);
    expect(complaints.join()).toContain(message);
  });
});
