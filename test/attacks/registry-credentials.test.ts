import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { mediaTypes } from '../../shared/chart-files/chart-media-types.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { type Credentials, readCredentials } from '../../shared/oci/credentials.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import {
  type Behaviour,
  demand,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../support/test-registry.ts';

const canaries = ['CANARYuser', 'CANARYpassword', 'CANARYtoken', 'CANARYrefresh', 'CANARYquery'];
const encoded = canaries.flatMap((canary) => [canary, encodeURIComponent(canary)]);
const basic = Buffer.from('CANARYuser:CANARYpassword').toString('base64');

const servers: TestRegistry[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ close }) => close())));

const credentials: Credentials = {
  source: 'config.json',
  username: 'CANARYuser',
  password: 'CANARYpassword',
};
const refresh: Credentials = { ...credentials, identityToken: 'CANARYrefresh' };

/** Returns everything that a log could contain of an error: message, stack, fields and all causes. */
async function failure(behaviours: readonly Behaviour[], used: Credentials = credentials): Promise<string> {
  const server = await startTestRegistry({ behaviours });
  servers.push(server);
  await publish(server.registry);
  const limits = { idleMs: 100, totalMs: 400, pauseMs: 1 };
  const charts = registryCharts({ credentials: () => used, limits });
  const error = await charts
    .resolveChart({ repository: server.repository, name: 'web', version: '1.0.0' })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(Error);
  return inspect(error, { depth: 20, showHidden: true, getters: false, maxStringLength: null });
}

function expectNoCanary(text: string): void {
  for (const canary of [...encoded, basic]) expect(text).not.toContain(canary);
}

const here = (path: string) =>
  on(/token/, (request, response) => reply(307, { Location: path })(request, response));
const bearer = demand('Bearer CANARYtoken', 'Bearer realm="http://127.0.0.1:1/token",service="s"');
/** Returns the behaviours of a registry that is its own token server. */
const ownRealm =
  (answer: Behaviour): Behaviour =>
  (request, response) =>
    answer(request, response) ||
    demand('never', `Bearer realm="http://${request.headers.host}/token",service="s"`)(request, response);
const token = on(/token/, reply(200, {}, '{"token":"CANARYtoken"}'));
/** Answers with a manifest whose descriptors have other media types. */
const manifestWith = ({ config = mediaTypes.config, layer = mediaTypes.chart }: Record<string, string>) => {
  const descriptor = { digest: `sha256:${'0'.repeat(64)}`, size: 1 };
  const manifest = {
    schemaVersion: 2,
    config: { ...descriptor, mediaType: config },
    layers: [{ ...descriptor, mediaType: layer }],
  };
  const headers = { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' };
  return on(/manifests/, reply(200, headers, JSON.stringify(manifest)));
};
const to = (location: string) => on(/blobs/, reply(307, { Location: location }));
/** Echoes the credentials in every part of the answer that a client could read. */
const echo = on(/./, (request, response) => {
  const sent = request.headers.authorization ?? '';
  const body = JSON.stringify({ errors: [{ code: `DENIED ${sent}`, message: `no ${sent}`, detail: sent }] });
  reply(
    request.url?.includes('blobs') ? 403 : 401,
    { 'WWW-Authenticate': 'Basic realm="x"' },
    body,
  )(request, response);
});

describe('A24: errors of the registry client contain no credential', () => {
  it.each<[string, readonly Behaviour[], Credentials?]>([
    ['401 to basic credentials, echoed', [echo]],
    ['403', [demand(`Basic ${basic}`, 'Basic realm="x"'), on(/./, reply(403, {}, `{"errors":"${basic}"}`))]],
    ['404', [demand(`Basic ${basic}`, 'Basic realm="x"'), on(/./, reply(404))]],
    ['500', [demand(`Basic ${basic}`, 'Basic realm="x"'), on(/./, reply(500, {}, basic))]],
    ['silence', [demand(`Basic ${basic}`, 'Basic realm="x"'), on(/./, () => undefined)]],
    [
      'a broken connection',
      [demand(`Basic ${basic}`, 'Basic realm="x"'), on(/./, (request) => request.socket.destroy())],
    ],
    [
      'a document that is not a manifest',
      [
        demand(`Basic ${basic}`, 'Basic realm="x"'),
        on(/./, (request, response) =>
          reply(
            200,
            { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' },
            `{"x":"${request.headers.authorization}"}`,
          )(request, response),
        ),
      ],
    ],
    ...['config', 'layer'].map((part): [string, readonly Behaviour[]] => [
      `a manifest whose ${part} has the credentials as its media type`,
      [manifestWith({ [part]: basic })],
    ]),
    ['a redirect to a host whose name is the password', [to('http://canarypassword.invalid:99/x')]],
    ['a redirect to a host without TLS', [to('ftp://CANARYpassword/x')]],
    [
      'a redirect with a user in it',
      [
        demand(`Basic ${basic}`, 'Basic realm="x"'),
        on(/./, reply(307, { Location: 'http://CANARYuser:CANARYpassword@127.0.0.1/' })),
      ],
    ],
    [
      'a redirect to a signed address that is silent',
      [
        on(/blobs\/sha256/, reply(307, { Location: '/elsewhere?X-Amz-Signature=CANARYquery' })),
        on(/elsewhere/, () => undefined),
      ],
    ],
    [
      'a redirect to a signed address that refuses',
      [
        on(/blobs\/sha256/, reply(307, { Location: '/elsewhere?sig=CANARYquery' })),
        on(/elsewhere/, reply(403)),
      ],
    ],
    [
      'a redirect loop of signed addresses',
      [on(/blobs|elsewhere/, reply(307, { Location: '/elsewhere?sig=CANARYquery' }))],
    ],
    ['a token server that refuses the connection', [bearer]],
    ['a token server that answers 401', [ownRealm(on(/token/, reply(401, {}, basic)))]],
    ['a token server that answers 500', [ownRealm(on(/token/, reply(500, {}, basic)))]],
    [
      'a token server that does not answer with JSON',
      [ownRealm(on(/token/, reply(200, {}, `CANARYtoken ${basic}`)))],
    ],
    [
      'a token server with tokens of another type',
      [ownRealm(on(/token/, reply(200, {}, '{"token":["CANARYtoken"]}')))],
    ],
    ['a token server that redirects', [ownRealm(here('https://127.0.0.1:1/?sig=CANARYquery'))]],
    ['a token that is refused', [ownRealm(token)]],
    [
      'a registry token that is refused',
      [demand('never', 'Bearer realm="x"')],
      { ...credentials, registryToken: 'CANARYtoken' },
    ],
    [
      'a registry that sends its registry token back',
      [
        on(/blobs/, (request, response) =>
          reply(307, { Location: `ftp://${request.headers.authorization?.slice(7)}/x` })(request, response),
        ),
        demand('Bearer CANARYtoken', 'Bearer realm="x"'),
      ],
      { ...credentials, registryToken: 'CANARYtoken' },
    ],
    ['a refresh token that is refused', [ownRealm(on(/token/, reply(400, {}, 'CANARYrefresh')))], refresh],
    [
      'a realm with a user in it',
      [demand('never', 'Bearer realm="http://CANARYuser:CANARYpassword@127.0.0.1/"')],
    ],
    ['a realm that is not an address', [demand('never', 'Bearer realm="CANARYuser:CANARYpassword@"')]],
  ])('%s', async (_, behaviours, used) => {
    expectNoCanary(await failure(behaviours, used));
  });

  it.each([
    'oci://CANARYuser:CANARYpassword@host/x',
    'https://CANARYuser:CANARYpassword@host/x',
    'CANARYpassword',
  ])('an invalid reference: %s', (text) => {
    expect(() => parseReference(text)).toThrow();
    try {
      parseReference(text);
    } catch (error) {
      expectNoCanary(inspect(error, { depth: 20 }));
    }
  });

  it.each(['{"auths":{"x":{"auth":"CANARYpassword"', '{"auths":["CANARYpassword"]}', 'CANARYpassword'])(
    'an invalid config.json: %s',
    (dockerConfig) => {
      try {
        readCredentials({ dockerConfig });
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ reason: 'RegistryRefused' });
        expectNoCanary(inspect(error, { depth: 20 }));
      }
    },
  );
});
