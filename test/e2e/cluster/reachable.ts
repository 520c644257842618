import { connect } from 'node:net';

/** Whether somebody listens there: nothing is said. @throws Error where nobody does */
export function connects({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 2000 }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
    socket.on('error', reject);
  });
}

/** Whether a page is there. @throws Error where the answer is another than 200, or none */
export async function answers(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (status !== 200) throw new Error(`${url} answers ${status}`);
}
