// Brings up the built cluster, and runs as long as the cluster. Started by test/e2e/inside.sh.
import { importModule, root } from '../../../pipelines/build/bundle.mjs';

process.env.E2E_ROOT = root;
await importModule('test/e2e/cluster/up.ts');
