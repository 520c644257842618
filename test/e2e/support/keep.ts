import { afterAll } from 'vitest';

const { E2E_KEEP, E2E_WORK } = process.env;

/** The longest time that a timer takes. */
const forever = 2 ** 31 - 1;

if (E2E_KEEP && E2E_WORK) {
  afterAll(() => {
    const command = `${E2E_WORK}/enter kubectl get applications,pods -A`;
    process.stdout.write(`e2e: all of it stays up until Ctrl-C; from another terminal: ${command}\n`);
    return new Promise<void>(() => undefined);
  }, forever);
}
