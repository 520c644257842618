import { argocdUi } from './commands/argocd-ui/command.ts';
import { chartsPackage } from './commands/charts-package/command.ts';
import { chartsPush } from './commands/charts-push/command.ts';
import { chartsVerify } from './commands/charts-verify/command.ts';
import { completion } from './commands/completion/command.ts';
import { convert } from './commands/convert/command.ts';
import { demo } from './commands/demo/command.ts';
import { deploy } from './commands/deploy/command.ts';
import { explain } from './commands/explain/command.ts';
import { gitopsStatus } from './commands/gitops-status/command.ts';
import { list } from './commands/list/command.ts';
import { logs } from './commands/logs/command.ts';
import { newApp } from './commands/new-app/command.ts';
import { newPromise } from './commands/new-promise/command.ts';
import { reconcile } from './commands/reconcile/command.ts';
import { render } from './commands/render/command.ts';
import { schema } from './commands/schema/command.ts';
import { status } from './commands/status/command.ts';
import { validate } from './commands/validate/command.ts';
import { version } from './commands/version/command.ts';
import { type CommandEntry, entry } from './define-command.ts';

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  entry(render, () => import('./commands/render/run.ts')),
  entry(validate, () => import('./commands/validate/run.ts')),
  entry(convert, () => import('./commands/convert/run.ts')),
  entry(demo, () => import('./commands/demo/run.ts')),
  entry(deploy, () => import('./commands/deploy/run.ts')),
  entry(status, () => import('./commands/status/run.ts')),
  entry(gitopsStatus, () => import('./commands/gitops-status/run.ts')),
  entry(list, () => import('./commands/list/run.ts')),
  entry(logs, () => import('./commands/logs/run.ts')),
  entry(reconcile, () => import('./commands/reconcile/run.ts')),
  entry(explain, () => import('./commands/explain/run.ts')),
  entry(schema, () => import('./commands/schema/run.ts')),
  entry(argocdUi, () => import('./commands/argocd-ui/run.ts')),
  entry(chartsPackage, () => import('./commands/charts-package/run.ts')),
  entry(chartsPush, () => import('./commands/charts-push/run.ts')),
  entry(chartsVerify, () => import('./commands/charts-verify/run.ts')),
  entry(newApp, () => import('./commands/new-app/run.ts')),
  entry(newPromise, () => import('./commands/new-promise/run.ts')),
  entry(completion, () => import('./commands/completion/run.ts')),
  entry(version, () => import('./commands/version/run.ts')),
];
