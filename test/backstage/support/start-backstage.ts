import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Processes } from '../../e2e/cluster/processes.ts';
import { projectFolder } from '../../support/cases.ts';
import { bundleFrontEnd } from './bundle-front-end.ts';
import type { GitHost } from './git-host.ts';
import { portalConfig } from './portal-config.ts';
import { freePorts, type PlatformApi } from './start-api-server.ts';

/** A running Backstage. */
export interface Backstage {
  readonly backendURL: string;
  readonly frontEndURL: string;
  /** Token with which a program calls the backend. */
  readonly token: string;
  /** Ends the server of the front end. */
  readonly close: () => void;
}

/** Folder that `make backstage` installs the packages of test/backstage in. */
const packages = join(projectFolder, '.cache/backstage');

const sources = join(projectFolder, 'test/backstage/portal');

/** Bundles the front end, with the package in dist/backstage. Returns the folder of its files. */
export async function bundlePortal(folder: string): Promise<string> {
  installPackage();
  const bundle = join(folder, 'front-end');
  await bundleFrontEnd({ entry: join(sources, 'front-end.jsx'), packages, outdir: bundle });
  return bundle;
}

interface BackstageOptions {
  readonly folder: string;
  /** Folder of the front end's files. */
  readonly bundle: Promise<string>;
  readonly processes: Processes;
  readonly platform: PlatformApi;
  readonly gitHost: GitHost;
}

/** Starts a Backstage backend with the package in dist/backstage, and serves the front end. */
export async function startBackstage({
  processes,
  bundle,
  ...options
}: BackstageOptions): Promise<Backstage> {
  const [backend, frontEnd] = await freePorts(2);
  const urls = {
    // The same site as the front end's: otherwise the browser withholds the cookie of TechDocs.
    backendURL: `http://localhost:${backend}`,
    frontEndURL: `http://localhost:${frontEnd}`,
  };
  const token = randomBytes(24).toString('hex');
  const config = portalConfig({ ...options, ...urls, token });
  const configFile = join(options.folder, 'app-config.yaml');
  writeFileSync(configFile, stringify(config), { mode: 0o600 });
  const program = processes.start({
    name: 'backstage',
    program: process.execPath,
    args: [join(sources, 'backend.cjs'), '--config', configFile],
    folder: packages,
    env: {
      NODE_ENV: 'development',
      HOME: options.folder,
      PATH: `${join(projectFolder, '.cache/techdocs/bin')}:${process.env['PATH']}`,
    },
  });
  const [, server] = await Promise.all([
    program.ready(60, () => check(`${urls.backendURL}/.backstage/health/v1/readiness`)),
    bundle.then((files) => serve(files, { port: frontEnd!, page: pageWith(config) })),
  ]);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { ...urls, token, close };
}

/** Copies the package beside the others. Through a link, Node would look for its dependencies in this project. */
function installPackage(): void {
  const target = join(packages, 'node_modules/infraforge-backstage');
  rmSync(target, { recursive: true, force: true });
  cpSync(join(projectFolder, 'dist/backstage'), target, { recursive: true });
}

/** @throws Error unless the URL answers with success */
async function check(url: string): Promise<void> {
  const { ok, status } = await fetch(url);
  if (!ok) throw new Error(`${url} answers ${status}`);
}

/** Returns the page of the front end, which reads its configuration from a script element. */
function pageWith(config: object): string {
  const { app, organization, backend, auth } = config as Record<string, Record<string, unknown>>;
  const shown = {
    app,
    organization,
    backend: { baseUrl: backend!['baseUrl'] },
    auth: { environment: auth!['environment'], providers: { guest: {} } },
  };
  const content = JSON.stringify([{ context: 'app', data: shown }]);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Acme portal</title>
<script type="backstage.io/config">${content.replaceAll('<', '\\u003c')}</script>
<link rel="stylesheet" href="/index.css"></head>
<body><div id="root"></div><script type="module" src="/index.js"></script></body></html>`;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Serves the files of a folder, and the page for every path without one. */
function serve(folder: string, { port, page }: { port: number; page: string }) {
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const type = contentTypes[extname(pathname)];
    const file = join(folder, pathname);
    if (type === undefined) response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    else if (existsSync(file)) response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
    else response.writeHead(404).end();
  });
  return new Promise<typeof server>((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
