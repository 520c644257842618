import type { Terminal } from '../../local/terminal.ts';
import type { Kubectl } from '../kubectl.ts';

/** What the commands that look after a platform are given. */
export interface PlatformContext {
  readonly terminal: Terminal;
  readonly kubectl: Kubectl;
}
