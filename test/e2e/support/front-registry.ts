import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { addresses } from '../cluster/place.ts';
import { clusterTypeClaim, letArgocdRead } from './cluster-type.ts';
import { chartsURL } from './registry.ts';
import type { Scenario } from './scenario.ts';

const port = 5001;
const behind = new URL(chartsURL.replace(/^oci:/, 'http:'));

/** The environment whose charts come from the registry in front. */
export const frontEnvironment = 'front';

/** A registry in front of the run's own that answers as that does, until it is told otherwise. */
export class FrontRegistry {
  #lost: string | undefined;
  #held: ServerResponse[] | undefined;
  #onHeld: () => void = () => undefined;

  /** Its folder of charts. */
  static readonly chartsURL = `oci://${addresses.node}:${port}${behind.pathname}`;

  static async start(): Promise<FrontRegistry> {
    const registry = new FrontRegistry();
    const server = createServer((incoming, response) => registry.#answer(incoming, response));
    await new Promise<void>((resolve) => server.listen(port, addresses.node, resolve));
    // it lasts as long as the process does, and no longer
    server.unref();
    return registry;
  }

  /** From now on answers begin, go on byte by byte and never end. @returns when somebody waits for one */
  stall(): Promise<void> {
    this.#held = [];
    return new Promise((resolve) => {
      this.#onHeld = resolve;
    });
  }

  /** From now on it does not know a chart. */
  lose(chart: string): void {
    this.#lost = chart;
  }

  /** Answers again; those who wait for the end of an answer lose their connection. */
  recover(): void {
    for (const response of this.#held ?? []) response.destroy();
    this.#held = undefined;
    this.#lost = undefined;
  }

  #answer(incoming: IncomingMessage, response: ServerResponse): void {
    if (this.#held !== undefined) this.#hold(response, this.#held);
    else if (this.#lost !== undefined && incoming.url?.includes(`/${this.#lost}/`)) refuse(response);
    else pass(incoming, response);
  }

  #hold(response: ServerResponse, held: ServerResponse[]): void {
    held.push(response);
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
    // whoever reads gives up where nothing comes for some seconds
    const drip = setInterval(() => response.write(' '), 500);
    response.on('close', () => clearInterval(drip));
    this.#onHeld();
  }
}

/** OCI distribution specification, "Error codes". */
function refuse(response: ServerResponse): void {
  const errors = [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }];
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
}

function pass(incoming: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ host: behind.hostname, port: behind.port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}

let begun: Promise<FrontRegistry> | undefined;

/** The one registry in front of a run, with a cluster type whose charts come from it, and Argo CD's access to it. */
export function frontRegistry(scenario: Scenario): Promise<FrontRegistry> {
  begun ??= begin(scenario);
  return begun;
}

async function begin(scenario: Scenario): Promise<FrontRegistry> {
  const registry = await FrontRegistry.start();
  const url = FrontRegistry.chartsURL;
  await letArgocdRead(scenario, { name: 'charts-in-front', url, access: { insecureOCIForceHttp: 'true' } });
  const claim = clusterTypeClaim(scenario, {
    name: 'fronted',
    environment: frontEnvironment,
    chartsRepository: { url, plainHTTP: true },
  });
  await scenario.deliver(claim, /^Cluster type fronted declared with front$/);
  return registry;
}
