import { connect } from 'node:net';

/** Connects to a port and closes the connection. @throws Error if that fails */
export function checkPort({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 2000 }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
    socket.on('error', reject);
  });
}

/** Requests a page. @throws Error unless it answers 200 */
export async function checkPage(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (status !== 200) throw new Error(`${url} answers ${status}`);
}
