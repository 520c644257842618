import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { addresses } from '../cluster/layout.ts';
import { type ClusterType, grantArgocdAccess, ownClusterType } from './cluster-type.ts';
import { chartsURL } from './registry.ts';
import type { Scenario } from './scenario.ts';

const behind = new URL(chartsURL.replace(/^oci:/, 'http:'));

/** A registry in front of the platform's registry. It passes requests on until a scenario makes it fail. */
export class FrontRegistry {
  #isCutOff = false;
  #lost: string | undefined;
  #held: ServerResponse[] | undefined;
  #onHeld: () => void = () => undefined;

  /** Starts a registry on a port of the node. It ends with the process. */
  static async start(port: number): Promise<FrontRegistry> {
    const registry = new FrontRegistry();
    const server = createServer((incoming, response) => registry.#answer(incoming, response));
    await new Promise<void>((resolve) => server.listen(port, addresses.node, resolve));
    server.unref();
    return registry;
  }

  /** Begins every answer and never ends it. Resolves when a client waits for the end of one. */
  stall(): Promise<void> {
    this.#held = [];
    return new Promise((resolve) => {
      this.#onHeld = resolve;
    });
  }

  /** Closes every connection. */
  cutOff(): void {
    this.#isCutOff = true;
  }

  /** Answers 404 for a chart. */
  lose(chart: string): void {
    this.#lost = chart;
  }

  /** Answers again. Connections that wait for the end of an answer are closed. */
  recover(): void {
    for (const response of this.#held ?? []) response.destroy();
    this.#isCutOff = false;
    this.#held = undefined;
    this.#lost = undefined;
  }

  #answer(incoming: IncomingMessage, response: ServerResponse): void {
    if (this.#isCutOff) response.destroy();
    else if (this.#held !== undefined) this.#hold(response, this.#held);
    else if (this.#lost !== undefined && incoming.url?.includes(`/${this.#lost}/`)) refuse(response);
    else pass(incoming, response);
  }

  #hold(response: ServerResponse, held: ServerResponse[]): void {
    held.push(response);
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
    // a client gives up after some seconds without a byte
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

/**
 * Starts a registry in front of the platform's, and declares a cluster type whose charts come from it.
 *
 * @param charts charts that the image does not carry, for the requests
 */
export async function frontRegistry(
  scenario: Scenario,
  { port, charts, ...type }: ClusterType & { readonly port: number; readonly charts: readonly string[] },
): Promise<FrontRegistry> {
  const registry = await FrontRegistry.start(port);
  const url = `oci://${addresses.node}:${port}${behind.pathname}`;
  const access = { insecureOCIForceHttp: 'true' };
  await grantArgocdAccess(scenario, { name: `charts-of-${type.name}`, url, access });
  const allowed = charts.map((name) => ({ name }));
  await ownClusterType(scenario, { ...type, chartsRepository: { url, plainHTTP: true, allowed } });
  return registry;
}
