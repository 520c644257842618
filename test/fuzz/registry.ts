import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeDigest } from '../../shared/chart-files/compute-digest.ts';
import { packageChart } from '../../shared/chart-files/package-chart.ts';
import { deliveredOutcome } from '../../shared/kratix/outcome.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { readCredentials } from '../../shared/oci/credentials.ts';
import { openRegistry, type RegistryOptions } from '../../shared/oci/registry-client.ts';
import { chartFiles } from '../support/test-registry.ts';
import { type ByteMutation, byteMutation, mutateBytes } from './mutate-bytes.ts';
import { mutateText, type TextMutation, textMutation } from './mutate-text.ts';
import { mutateTree, type TreeMutation, treeMutation } from './mutate-tree.ts';
import { checkOutcome, classOf, outcomeOf } from './oracle.ts';
import { type ScriptedAnswer, ScriptedConnection } from './scripted-connection.ts';
import { fuzzTarget } from './target.ts';

const chart = await packageChart(chartFiles());
const manifest = JSON.parse(Buffer.from(chart.manifest).toString()) as object;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const image = {
  schemaVersion: 2,
  mediaType: manifestType,
  config: { ...describe(new Uint8Array()), mediaType: 'application/vnd.oci.image.config.v1+json' },
  layers: [],
};
const imageBytes = Buffer.from(JSON.stringify(image));
const chartEntry = { mediaType: manifestType, digest: chart.digest, size: chart.manifest.length };
const innerIndex = { schemaVersion: 2, mediaType: indexType, manifests: [chartEntry] };
const innerBytes = Buffer.from(JSON.stringify(innerIndex));
/** Index of an image and of an index with the chart. */
const index = {
  schemaVersion: 2,
  mediaType: indexType,
  manifests: [
    { ...describe(imageBytes), mediaType: manifestType, platform: { os: 'linux' } },
    { ...describe(innerBytes), mediaType: indexType },
    { digest: 'sha512:a', size: 1, mediaType: 'application/vnd.in-toto+json' },
  ],
};
const manifests: Readonly<Record<string, object>> = {
  [chart.digest]: manifest,
  [computeDigest(imageBytes)]: image,
  [computeDigest(innerBytes)]: innerIndex,
};
const token = {
  token: 'planted-token-of-the-server',
  access_token: '',
  expires_in: 300,
  issued_at: '2026-01-01T00:00:00Z',
};

/** Credentials of the registry, and every form in which a server could send them back. */
const login = { username: 'planted-user', password: 'planted-hunter2-planted' };
const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
const [identitytoken, registrytoken] = ['planted-refresh-token', 'planted-registry-token'];
const secrets = [login.password, basic, token.token, identitytoken, registrytoken];

const registry = 'registry.example.com';
const logins = { password: {}, 'refresh token': { identitytoken }, 'registry token': { registrytoken } };
const credentialsWith = (kind: keyof typeof logins) =>
  readCredentials({
    dockerConfig: JSON.stringify({ auths: { [`${registry}/charts`]: { auth: basic, ...logins[kind] } } }),
  });

/** Challenges of a registry that demands a sign-in. */
const realm = 'realm="https://auth.example.com/token",service="registry"';
const challenges = {
  none: '',
  bearer: `Bearer ${realm},scope="repository:charts/web:pull"`,
  'other scope': `Bearer ${realm},scope="repository:other:pull aws"`,
  basic: 'Basic realm="registry"',
  both: `Negotiate, Basic realm="a, b", Bearer ${realm}`,
};

/** Change of one answer; without any, the answer is right. */
interface AnswerMutation {
  readonly kind: 'none' | 'reset' | 'silence' | 'cut' | 'other body';
  readonly status: number | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly tree: readonly TreeMutation[];
  readonly text: readonly TextMutation[];
  readonly body: readonly ByteMutation[];
  /** Changes of the bytes of the whole answer, with its status line and headers. */
  readonly raw: readonly ByteMutation[];
}

interface Input {
  readonly answers: readonly AnswerMutation[];
  readonly hasIndex: boolean;
  readonly challenge: keyof typeof challenges;
  readonly login: keyof typeof logins;
  readonly plainHTTP: boolean;
  /** Mostly none, because each waits for a timer. */
  readonly retries: number;
  /** Most inputs read no archive, which takes longer than all of HTTP. */
  readonly reads: 'chart' | 'manifest' | 'tag' | 'blob';
}

const header = fc.tuple(
  fc.constantFrom(
    ...[
      'content-type',
      'docker-content-digest',
      'location',
      'www-authenticate',
      'retry-after',
      'content-length',
    ],
    ...['transfer-encoding', 'content-encoding', 'connection', 'upgrade', 'x-a'],
  ),
  fc.oneof(
    fc.constantFrom(
      ...[manifestType, indexType, 'text/html', `${manifestType}; charset=utf-8`, `Basic ${basic}`, ''],
      ...[
        chart.digest,
        `sha256:${'0'.repeat(64)}`,
        'sha256:x',
        'sha512:a',
        '0',
        '1',
        '99999999999',
        '-1',
        '1e9',
      ],
      ...[
        'https://registry.example.com/v2/charts/web/manifests/1.0.0',
        '/v2/',
        '//other.example.com/x',
        'x:',
      ],
      ...[
        'http://169.254.169.254/latest',
        'http://[::1]/',
        'https://127.0.0.1/',
        'file:///etc/passwd',
        'https://',
      ],
      ...[
        `https://${login.username}:${login.password}@other.example.com/`,
        'ftp://a',
        'https://a.example.com/?q',
      ],
      ...['Bearer realm="https://auth.example.com/token",service="s",scope="repository:charts/web:pull"'],
      ...[
        'Bearer realm="https://auth.example.com/token",scope="aws"',
        'Basic realm="a", Bearer realm="https://auth.example.com/token"',
        'Bearer realm="http://169.254.169.254/"',
        'Bearer realm="x"',
        'Basic realm="r"',
        'Bearer',
        'Basic, Bearer',
      ],
      ...['Bearer realm="https://auth.example.com/\\"', 'chunked', 'gzip', 'close', 'upgrade', 'websocket'],
      ...['Fri, 31 Dec 2099 23:59:59 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'soon'],
    ),
    fc.string({ maxLength: 12 }),
  ),
);

const rarely = <Change>(change: fc.Arbitrary<Change>, weight = 5): fc.Arbitrary<readonly Change[]> =>
  fc.oneof(
    { weight, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(change, { minLength: 1, maxLength: 2 }) },
  );

const answerMutation: fc.Arbitrary<AnswerMutation> = fc.record({
  kind: fc.oneof(
    { weight: 20, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('reset', 'silence', 'cut', 'other body') },
  ),
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    fc.constantFrom(
      ...[100, 101, 199, 200, 201, 204, 206, 301, 302, 303, 304, 307, 308],
      ...[400, 401, 403, 404, 405, 413, 429, 451, 500, 501, 502, 503, 504, 505, 599, 999],
    ),
  ),
  headers: rarely(header, 3),
  tree: rarely(
    treeMutation([
      'schemaVersion',
      'mediaType',
      'config',
      'layers',
      'digest',
      'size',
      'manifests',
      'artifactType',
      'token',
      'access_token',
      'expires_in',
      basic,
      login.password,
    ]),
    2,
  ),
  text: rarely(textMutation(), 12),
  body: rarely(byteMutation(), 12),
  raw: rarely(byteMutation(), 12),
});

/** Changed answers of a registry and its token server, from the bytes of HTTP to the fields of the manifest. */
export const registryTarget = fuzzTarget<Input>({
  name: 'registry',
  input: fc.record({
    answers: fc.array(answerMutation, { maxLength: 5 }),
    hasIndex: fc.boolean(),
    challenge: fc.constantFrom('none', 'none', 'bearer', 'other scope', 'basic', 'both'),
    login: fc.constantFrom('password', 'password', 'refresh token', 'registry token'),
    plainHTTP: fc.boolean(),
    retries: fc.constantFrom(0, 0, 0, 0, 2),
    reads: fc.constantFrom('chart', 'manifest', 'tag', 'blob'),
  }),
  run,
});

async function run(input: Input): Promise<string> {
  const left = [...input.answers];
  let requests = 0;
  const answer = (request: string): ScriptedAnswer => {
    requests += 1;
    return changed(rightAnswer(request, input), left.shift());
  };
  const options: RegistryOptions = {
    credentials: credentialsWith(input.login),
    limits: { pauseMs: 0, maxPauseMs: 0, totalMs: 10_000, retries: input.retries },
    now: () => 0,
    openConnection: () => new ScriptedConnection(answer),
  };
  const outcome = await outcomeOf(async () => {
    await (input.reads === 'chart' ? readChart(input, options) : readPart(input, options));
    return deliveredOutcome({ files: new Map(), status: { message: 'read', warnings: [] } });
  });
  checkOutcome(outcome, '');
  for (const secret of secrets) {
    assert.ok(!JSON.stringify(outcome.status).includes(secret), `a message repeats ${secret}`);
  }
  assert.ok(requests < 60, 'a run sends too many requests');
  return classOf(outcome);
}

async function readChart({ plainHTTP }: Input, options: RegistryOptions): Promise<void> {
  const reference = { repository: `oci://${registry}/charts`, name: 'web', version: '1.0.0', plainHTTP };
  const { name, version, values } = await registryCharts(options).resolveChart(reference);
  assert.deepEqual({ name, version }, { name: 'web', version: '1.0.0' });
  assert.ok(values);
}

/** Reads a manifest, the digest of a tag or a blob; what is read has the digest that was asked for. */
async function readPart({ reads, plainHTTP }: Input, options: RegistryOptions): Promise<void> {
  const repository = openRegistry(registry, { ...options, plainHTTP }).repository('charts/web');
  if (reads === 'tag') {
    assert.match((await repository.resolveTag('1.0.0')) ?? chart.digest, /^sha256:[0-9a-f]{64}$/);
  } else if (reads === 'manifest') {
    const { manifest: read } = await repository.fetchManifest('1.0.0');
    assert.equal(read.schemaVersion, 2);
  } else {
    const digest = computeDigest(chart.archive);
    const descriptor = { mediaType: 'x', digest, size: chart.archive.length };
    assert.equal(computeDigest(await repository.fetchBlob(descriptor)), digest);
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON of the body, or its bytes. */
  readonly json?: unknown;
  readonly body?: Uint8Array;
}

function rightAnswer(request: string, { hasIndex, challenge }: Input): Answer {
  const [line = ''] = request.split('\r\n');
  const path = line.split(' ')[1] ?? '';
  if (!path.startsWith('/v2/'))
    return { status: 200, headers: { 'content-type': 'application/json' }, json: token };
  if (challenge !== 'none' && !/^authorization: (?:bearer|basic)/im.test(request)) {
    return {
      status: 401,
      headers: { 'www-authenticate': challenges[challenge] },
      json: { errors: [{ code: 'UNAUTHORIZED' }] },
    };
  }
  if (path.includes('/blobs/')) return { status: 200, headers: {}, body: chart.archive };
  const found = manifests[path.split('/').pop() ?? ''] ?? (hasIndex ? index : manifest);
  const type = found === index || found === innerIndex ? indexType : manifestType;
  return { status: 200, headers: { 'content-type': type }, json: found };
}

/** Returns the digest and size of bytes. */
function describe(bytes: Uint8Array): { digest: string; size: number } {
  return { digest: computeDigest(bytes), size: bytes.length };
}

function changed(
  { status, headers, json, body }: Answer,
  mutation: AnswerMutation | undefined,
): ScriptedAnswer {
  if (mutation?.kind === 'reset' || mutation?.kind === 'silence') return mutation.kind;
  const text =
    json === undefined ? undefined : JSON.stringify(mutateTree(json, { mutations: mutation?.tree ?? [] }));
  const right =
    text === undefined ? (body ?? Buffer.alloc(0)) : Buffer.from(mutateText(text, mutation?.text ?? []));
  const sent =
    mutation?.kind === 'other body' ? Buffer.from('<html>') : mutateBytes(right, mutation?.body ?? []);
  const all = {
    'content-length': String(sent.length),
    ...headers,
    ...Object.fromEntries(mutation?.headers ?? []),
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.concat([
    Buffer.from(`HTTP/1.1 ${mutation?.status ?? status} X\r\n${head.join('')}\r\n`, 'latin1'),
    sent,
  ]);
  return {
    bytes: mutateBytes(bytes, mutation?.raw ?? []),
    end: mutation?.kind === 'cut',
  };
}
