import type { Kubectl } from '../cluster/kubectl.ts';
import type { Terminal } from './terminal.ts';

/** What the commands that look after a platform are given. */
export interface PlatformContext {
  readonly terminal: Terminal;
  readonly kubectl: Kubectl;
}
