import { addresses } from './place.ts';
import { run } from './processes.ts';

/** The bridge that pods hang on. */
export const bridge = 'kx0';

/** The bridge of the pods and the address of the API server, in the network namespace of this process. */
export async function makeNetwork(): Promise<void> {
  await ip(['link', 'add', bridge, 'type', 'bridge']);
  await ip(['address', 'add', `${addresses.node}/24`, 'dev', bridge]);
  // unless it is set, the bridge takes another hardware address whenever a pod comes or goes, and for half a minute
  // the others send to the old one
  await ip(['link', 'set', 'dev', bridge, 'address', '0a:58:0a:f4:00:01']);
  await ip(['link', 'set', bridge, 'up']);
  await ip(['address', 'add', `${addresses.apiServer}/32`, 'dev', 'lo']);
  // without a route a packet to a Service is given up before kube-proxy's rules see it
  await ip(['route', 'add', addresses.services, 'dev', bridge, 'src', addresses.node]);
}

async function ip(args: readonly string[]): Promise<void> {
  await run('ip', args);
}
