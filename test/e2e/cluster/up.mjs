// Brings up the cluster that is built from Go modules, and stays with it. Started by test/e2e/inside.sh.
import { importModule, root } from '../../../pipelines/build/bundle.mjs';

process.env.E2E_ROOT = root;
await importModule('test/e2e/cluster/up.ts');
