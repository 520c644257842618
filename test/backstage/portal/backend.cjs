// A Backstage backend with the package of InfraForge. It runs in the folder that its packages are installed in.
const { createRequire } = require('node:module');

const load = createRequire(`${process.cwd()}/package.json`);
const { createBackend } = load('@backstage/backend-defaults');

const backend = createBackend();
for (const name of [
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-guest-provider',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-catalog-backend-module-logs',
  '@backstage/plugin-catalog-backend-module-scaffolder-entity-model',
  '@backstage/plugin-kubernetes-backend',
  '@backstage/plugin-permission-backend',
  '@backstage/plugin-permission-backend-module-allow-all-policy',
  '@backstage/plugin-scaffolder-backend',
  '@backstage/plugin-techdocs-backend',
  'infraforge-backstage',
]) {
  backend.add(load(name));
}
backend.start();
