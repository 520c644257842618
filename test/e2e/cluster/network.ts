import { addresses } from './layout.ts';
import { run } from './processes.ts';

/** Bridge of the pods. */
export const bridge = 'kx0';

/** Creates the bridge of the pods and the address of the API server, in the network namespace of this process. */
export async function createNetwork(): Promise<void> {
  await ip(['link', 'add', bridge, 'type', 'bridge']);
  await ip(['address', 'add', `${addresses.node}/24`, 'dev', bridge]);
  // a fixed address: otherwise it changes with each pod, and for half a minute others send to the old one
  await ip(['link', 'set', 'dev', bridge, 'address', '0a:58:0a:f4:00:01']);
  await ip(['link', 'set', bridge, 'up']);
  await ip(['address', 'add', `${addresses.apiServer}/32`, 'dev', 'lo']);
  // without a route, packets to Services are dropped before the rules of kube-proxy
  await ip(['route', 'add', addresses.services, 'dev', bridge, 'src', addresses.node]);
}

async function ip(args: readonly string[]): Promise<void> {
  await run('ip', args);
}
