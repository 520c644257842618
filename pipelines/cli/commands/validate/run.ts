import type { Run } from '../../define-command.ts';
import { renderRequests } from '../render/render-requests.ts';
import type { validate as command } from './command.ts';

/** Runs `infraforge validate`. */
export const run: Run<typeof command> = (options, context) =>
  renderRequests({ ...options, out: undefined }, context);
