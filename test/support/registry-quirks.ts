import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Behaviour } from './test-registry.ts';

/** Behaviour of a widely used registry that a test reproduces on loopback. */
export interface RegistryQuirk {
  /** Registry with what it does: end of the sentence "reads a chart from …". */
  readonly name: string;
  /** Source that shows the behaviour. */
  readonly source: string;
  readonly behave: Behaviour;
  /** Entry of the registry in a Docker config.json. Defaults to anonymous access. */
  readonly login?: Readonly<Record<string, string>>;
  /** Path of that entry below the host. Defaults to the host itself. */
  readonly loginPath?: string;
  /** True for a registry that Helm cannot read. */
  readonly isRefusedByHelm?: boolean;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const basic = (login: string): string => `Basic ${base64(login)}`;
const own = 'repository:charts/web:pull';

type Answer = readonly [status: number, body: object | string];

/** Sign-in of a registry. */
interface SignIn {
  /** Returns true for a request that the registry answers. */
  readonly accepts: (authorization: string | undefined, request: IncomingMessage) => boolean;
  /** `WWW-Authenticate` headers of a 401 response. */
  readonly challenges: (request: IncomingMessage) => readonly string[];
  /** Path of the token server, and its answer to the fields of a request. */
  readonly tokens?: {
    readonly path: string;
    readonly answer: (fields: URLSearchParams, request: IncomingMessage) => Answer;
  };
}

/** Returns a behaviour that demands a sign-in. */
function demanding({ accepts, challenges, tokens }: SignIn): Behaviour {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    if (pathname === tokens?.path) {
      void readFields(request, searchParams).then((fields) =>
        send(response, { answer: tokens.answer(fields, request) }),
      );
      return true;
    }
    if (accepts(request.headers.authorization, request)) return false;
    const headers = { 'WWW-Authenticate': [...challenges(request)] };
    send(response, { answer: [401, { errors: [{ code: 'UNAUTHORIZED' }] }], headers });
    return true;
  };
}

/** Reads the fields of a token request from its query, or from the body of a POST request. */
async function readFields(request: IncomingMessage, query: URLSearchParams): Promise<URLSearchParams> {
  if (request.method === 'GET') return query;
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function send(
  response: ServerResponse,
  {
    answer: [status, body],
    headers = {},
  }: { answer: Answer; headers?: Readonly<Record<string, string | string[]>> },
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Returns the parameters of a Bearer challenge with a token server on the same host. */
const realm = ({ headers }: IncomingMessage, path: string): string => `realm="http://${headers.host}${path}"`;
const accepts =
  (wanted: string) =>
  (authorization: string | undefined): boolean =>
    authorization === wanted;
const hasScope = (fields: URLSearchParams, scope: string): boolean => fields.getAll('scope').includes(scope);
const denied: Answer = [403, { errors: [{ code: 'DENIED', message: 'denied' }] }];

/** Returns a registry with one token, whose challenge and token response are given. */
function bearer(
  parameters: string,
  answer: (fields: URLSearchParams, request: IncomingMessage) => Answer,
): Behaviour {
  return demanding({
    accepts: accepts('Bearer T'),
    challenges: (request) => [`Bearer ${realm(request, '/token')}${parameters}`],
    tokens: { path: '/token', answer },
  });
}

/** Sends blobs from signed addresses of a storage, which accepts one way to sign in. */
const signedBlobs: Behaviour = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
  if (searchParams.has('X-Amz-Signature')) {
    if (request.headers.authorization === undefined) return false;
    send(response, { answer: [400, '<Code>InvalidArgument</Code>'] });
    return true;
  }
  if (!pathname.includes('/blobs/')) return false;
  // another name of the same host, and so another origin
  const host = request.headers.host?.replace('127.0.0.1', 'localhost');
  const Location = `http://${host}${pathname}?X-Amz-Signature=s`;
  send(response, { answer: [307, ''], headers: { Location } });
  return true;
};

const inTurn =
  (...behaviours: readonly Behaviour[]): Behaviour =>
  (request, response) =>
    behaviours.some((behave) => behave(request, response));

const robot = 'robot$platform+charts:secret';
const distributionSpec = 'https://distribution.github.io/distribution/spec/auth/token/';

/** Registries from which a chart can be read. */
export const registryQuirks: readonly RegistryQuirk[] = [
  {
    name: 'Harbor, which challenges a refused token with Basic',
    source: 'https://github.com/goharbor/harbor/blob/main/src/server/middleware/v2auth/auth.go',
    login: { auth: base64(robot) },
    behave: demanding({
      accepts: accepts('Bearer T'),
      challenges: (request) =>
        request.headers.authorization === undefined
          ? [`Bearer ${realm(request, '/service/token')},service="harbor-registry",scope="${own}"`]
          : ['Basic realm="harbor"'],
      tokens: {
        path: '/service/token',
        answer: (fields, { headers }) =>
          headers.authorization === basic(robot) && hasScope(fields, own)
            ? [200, { token: 'T', access_token: '', expires_in: 1800, issued_at: '2026-01-01T00:00:00Z' }]
            : [401, {}],
      },
    }),
  },
  {
    name: 'Amazon ECR, with Basic and signed addresses of blobs',
    source: 'https://github.com/open-policy-agent/opa/issues/6580',
    login: { auth: base64('AWS:secret') },
    behave: inTurn(
      (request, response) =>
        request.url?.includes('X-Amz-Signature') ? signedBlobs(request, response) : false,
      (request, response) =>
        request.url?.includes('X-Amz-Signature')
          ? false
          : demanding({
              accepts: accepts(basic('AWS:secret')),
              challenges: () => [
                'Basic realm="https://123456789012.dkr.ecr.eu-central-1.amazonaws.com/",service="ecr.amazonaws.com"',
              ],
            })(request, response),
      signedBlobs,
    ),
  },
  {
    name: 'Amazon ECR Public, with the scope "aws" and without a lifetime',
    source: 'https://github.com/SgtSilvio/gradle-oci/pull/141',
    behave: bearer(',service="public.ecr.aws",scope="aws"', (fields) =>
      hasScope(fields, 'aws') ? [200, { token: 'T' }] : denied,
    ),
  },
  {
    name: 'GitHub, with an anonymous token for a public package',
    source: 'https://github.com/netbox-community/netbox-chart/issues/363',
    behave: bearer(`,service="ghcr.io",scope="${own}"`, (fields, { headers }) =>
      hasScope(fields, own) && headers.authorization === undefined ? [200, { token: 'T' }] : denied,
    ),
  },
  {
    name: 'GitHub, with the scope of another repository in the challenge',
    source: 'https://github.com/grafana/grafana-operator/issues/1201',
    behave: bearer(',service="ghcr.io",scope="repository:user/image:pull"', (fields) => [
      200,
      { token: hasScope(fields, own) ? 'T' : 'other' },
    ]),
  },
  {
    name: 'Artifactory, whose challenge has no scope',
    source: 'https://github.com/devcontainers/cli/pull/692',
    login: { auth: base64('me:secret') },
    behave: demanding({
      accepts: accepts('Bearer T'),
      challenges: (request) => [
        `Bearer ${realm(request, '/artifactory/api/docker/charts/v2/token')},service="${request.headers.host}"`,
      ],
      tokens: {
        path: '/artifactory/api/docker/charts/v2/token',
        answer: (fields, { headers }) =>
          headers.authorization === basic('me:secret') && hasScope(fields, own)
            ? [200, { token: 'T', expires_in: 3600 }]
            : [401, {}],
      },
    }),
  },
  {
    name: 'Artifactory, with Basic and one login for each repository',
    source: 'https://github.com/rancher/fleet/issues/1648',
    login: { auth: base64('me:secret') },
    loginPath: '/charts',
    behave: demanding({
      accepts: accepts(basic('me:secret')),
      challenges: () => ['Basic realm="Artifactory Realm"'],
    }),
  },
  {
    name: 'Docker Hub, with a limit that ends soon',
    source: 'https://docs.docker.com/docker-hub/usage/',
    behave: limited(),
  },
  {
    name: 'Zot, which refuses a wrong login but no anonymous request',
    source: 'https://github.com/project-zot/zot/blob/main/pkg/api/authn.go',
    login: { auth: base64('old:secret') },
    behave: demanding({
      accepts: (authorization) => authorization === undefined,
      challenges: () => ['Basic realm="Authorization Required"'],
    }),
  },
  {
    name: 'Zot, with an empty scope in the challenge',
    source: 'https://github.com/project-zot/zot/blob/main/pkg/api/authn.go',
    behave: bearer(',service="zot",scope=""', (fields) =>
      hasScope(fields, own) ? [200, { access_token: 'T' }] : [400, {}],
    ),
  },
  {
    name: 'Quay, with a robot account and a strict scope',
    source: 'https://github.com/quay/quay/blob/master/endpoints/v2/v2auth.py',
    login: { auth: base64('acme+reader:secret') },
    behave: bearer(`,service="quay.io",scope="${own}"`, (fields, { headers }) => {
      const isValid = fields.getAll('scope').every((scope) => /^repository:[^:]+:[a-z*,]+$/.test(scope));
      if (!isValid) return [400, { errors: [{ code: 'INVALID_REQUEST' }] }];
      return headers.authorization === basic('acme+reader:secret') ? [200, { token: 'T' }] : [401, {}];
    }),
  },
  {
    name: 'Gitea, with two headers and without service and scope',
    source: 'https://github.com/go-gitea/gitea/blob/main/routers/api/packages/container/container.go',
    behave: demanding({
      accepts: accepts('Bearer T'),
      challenges: (request) => [`Bearer ${realm(request, '/v2/token')}`, 'Basic'],
      tokens: { path: '/v2/token', answer: () => [200, { token: 'T' }] },
    }),
  },
  {
    name: 'Azure, with a refresh token',
    source: 'https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md',
    login: { auth: base64('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' },
    behave: bearer(`,service="acme.azurecr.io",scope="${own}"`, (fields, { method }) =>
      method === 'POST' && fields.get('refresh_token') === 'refresh' && fields.get('scope') === own
        ? [200, { access_token: 'T' }]
        : [401, {}],
    ),
  },
  {
    name: 'Google, whose challenge has no service, with a key as the password',
    source: 'https://github.com/nicholas-fedor/watchtower/pull/1895',
    login: { username: '_json_key', password: '{"type":"service_account","id":"a:b"}' },
    behave: bearer('', (fields, { headers }) =>
      headers.authorization === basic('_json_key:{"type":"service_account","id":"a:b"}') &&
      !fields.has('service')
        ? [200, { token: 'T', expires_in: 43_199 }]
        : [401, {}],
    ),
  },
  {
    name: 'Nexus, which writes BASIC in capitals',
    source: 'https://github.com/devcontainers/cli/pull/884',
    login: { auth: base64('me:secret') },
    behave: demanding({
      accepts: accepts(basic('me:secret')),
      challenges: () => ['BASIC realm="Sonatype Nexus Repository Manager"'],
    }),
  },
  {
    name: 'a proxy with Kerberos, which offers Negotiate before Basic',
    source: 'https://github.com/google/go-containerregistry/pull/1075',
    login: { auth: base64('me:secret') },
    isRefusedByHelm: true,
    behave: demanding({
      accepts: accepts(basic('me:secret')),
      challenges: () => ['Negotiate', 'Basic realm="registry"'],
    }),
  },
  {
    name: 'a registry whose Bearer challenge names a login page, and which accepts Basic',
    source: 'https://github.com/siderolabs/image-factory/pull/573',
    login: { auth: base64('me:secret') },
    isRefusedByHelm: true,
    behave: demanding({
      accepts: accepts(basic('me:secret')),
      challenges: (request) => [`Bearer ${realm(request, '/login')}`, 'Basic realm="registry"'],
      tokens: { path: '/login', answer: () => [200, '<html></html>'] },
    }),
  },
  {
    name: 'a registry that sends no digest, and its media types with parameters',
    source: 'https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests',
    behave: withoutDigests,
  },
  {
    name: 'a proxy that knows the repository by another name',
    source: distributionSpec,
    behave: bearer(',service="proxy",scope="repository:tenant-7/charts/web:pull"', (fields) =>
      fields.get('scope') === 'repository:tenant-7/charts/web:pull' || fields.getAll('scope').length > 1
        ? [200, { token: 'T' }]
        : denied,
    ),
  },
  {
    name: 'a registry that sends a registry token back to itself',
    source: 'https://github.com/oras-project/oras-go/blob/v2.6.2/registry/remote/auth/client.go',
    login: { registrytoken: 'T' },
    behave: bearer(',service="registry"', () => [401, {}]),
  },
];

/** Removes the digest from the headers of a response, and adds a parameter to its media type. */
function withoutDigests(_: unknown, response: ServerResponse): boolean {
  const write = response.writeHead.bind(response);
  response.writeHead = (status: number, headers?: unknown) => {
    const { 'Docker-Content-Digest': _digest, ...others } = headers as Record<string, string>;
    return write(status, { ...others, 'Content-Type': `${others['Content-Type']}; charset=utf-8` });
  };
  return false;
}

/** Returns a registry that refuses every other request for a manifest, with a text instead of JSON. */
function limited(): Behaviour {
  let isLimited = false;
  const signIn = bearer(`,service="registry.docker.io",scope="${own}"`, () => [
    200,
    { token: 'T', access_token: 'T', expires_in: 300, issued_at: '2026-01-01T00:00:00Z' },
  ]);
  return (request, response) => {
    if (signIn(request, response)) return true;
    if (!request.url?.includes('/manifests/')) return false;
    isLimited = !isLimited;
    if (!isLimited) return false;
    send(response, {
      answer: [429, 'You have reached your pull rate limit.'],
      headers: { 'Retry-After': '0' },
    });
    return true;
  };
}

/** Response of a registry that has no chart for the reader. */
export interface RegistryRefusal extends Pick<RegistryQuirk, 'name' | 'source' | 'behave' | 'login'> {
  readonly reason: 'ChartNotFound' | 'RegistryRefused' | 'RegistryUnavailable';
  readonly message: RegExp;
}

const anonymous =
  /signed in anonymously; add credentials of ".+" to .+, make the repository public, or check its name$/;
const refusedLogin = /signed in with the credentials of config\.json; renew them or grant them read access$/;

/** Registries from which a chart cannot be read. */
export const registryRefusals: readonly RegistryRefusal[] = [
  {
    name: 'GitHub denies the token of a private or missing package',
    source: 'https://github.com/nginx/nginx-gateway-fabric/issues/4282',
    behave: bearer(`,service="ghcr.io",scope="${own}"`, () => denied),
    reason: 'RegistryRefused',
    message: anonymous,
  },
  {
    name: 'Amazon ECR answers 403 to an expired password',
    source: 'https://github.com/flipt-io/flipt/issues/3043',
    login: { auth: base64('AWS:expired') },
    behave: inTurn(
      demanding({
        accepts: (authorization) => authorization !== undefined,
        challenges: () => ['Basic realm="https://ecr/",service="ecr.amazonaws.com"'],
      }),
      (_, response) => {
        send(response, { answer: denied });
        return true;
      },
    ),
    reason: 'RegistryRefused',
    message: /answered 403 DENIED, signed in with the credentials of config\.json; renew them/,
  },
  {
    name: 'Quay challenges the token of a missing repository again',
    source: 'https://github.com/quay/quay/blob/master/endpoints/v2/errors.py',
    behave: demanding({
      accepts: () => false,
      challenges: (request) => [`Bearer ${realm(request, '/v2/auth')},service="quay.io",scope="${own}"`],
      tokens: { path: '/v2/auth', answer: () => [200, { token: 'T' }] },
    }),
    reason: 'RegistryRefused',
    message: /answered 401 UNAUTHORIZED, signed in anonymously; add credentials/,
  },
  {
    name: 'Zot answers 403 with a header without a scheme',
    source: 'https://github.com/project-zot/zot/tree/main/pkg/common',
    login: { auth: base64('me:secret') },
    behave: inTurn(
      demanding({
        accepts: (authorization) => authorization !== undefined,
        challenges: () => ['Basic realm="zot"'],
      }),
      (_, response) => {
        send(response, { answer: denied, headers: { 'WWW-Authenticate': 'zot' } });
        return true;
      },
    ),
    reason: 'RegistryRefused',
    message: refusedLogin,
  },
  {
    name: 'Docker Hub limits pulls for hours',
    source: 'https://github.com/docker/docs/issues/21908',
    behave: (_, response) => {
      send(response, {
        answer: [429, 'You have reached your pull rate limit.'],
        headers: { 'Retry-After': '3600' },
      });
      return true;
    },
    reason: 'RegistryUnavailable',
    message: /429, try again in 3600 s$/,
  },
  {
    name: 'the token server of Docker Hub limits requests',
    source: 'https://github.com/docker/hub-feedback/issues/1850',
    behave: bearer(`,service="registry.docker.io",scope="${own}"`, () => [
      429,
      'Too Many Requests (HAP429).',
    ]),
    reason: 'RegistryUnavailable',
    message: /its token server ".+" answered 429$/,
  },
  {
    name: 'Harbor does not know the artifact',
    source: 'https://github.com/goharbor/harbor/blob/main/src/lib/errors/const.go',
    behave: (_, response) => {
      send(response, { answer: [404, { errors: [{ code: 'NOT_FOUND', message: 'artifact not found' }] }] });
      return true;
    },
    reason: 'ChartNotFound',
    message: /the registry answered 404$/,
  },
];
