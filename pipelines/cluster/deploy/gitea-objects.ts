import { defaultBranch } from './git-access.ts';
import { renderNamespace, renderWorkload, type Storage, type Workload } from './workload.ts';

/** Where Gitea is: in the cluster, with names that pods, and nobody outside, can resolve. */
export const gitea = {
  namespace: 'gitea',
  name: 'gitea',
  service: 'gitea-http',
  port: 3000,
  host: 'gitea-http.gitea.svc.cluster.local',
  /** Secret of its certificate: `tls.crt`, `tls.key`, `ca.crt`. */
  certificate: 'gitea-tls',
  /** Secret of its administrator: `username`, `password`. */
  administrator: 'gitea-admin',
  /** Secret of what Gitea would otherwise write into its own configuration. */
  keys: 'gitea-keys',
  branch: defaultBranch,
} as const;

/** Every name by which Gitea is called, within the cluster and through a forwarded port. */
export const giteaNames = {
  // a certificate is shown by the first
  dns: [gitea.host, 'gitea-http', 'gitea-http.gitea', 'gitea-http.gitea.svc', 'localhost'],
  ip: ['127.0.0.1'],
} as const;

const work = '/var/lib/gitea';
const folders = { configuration: '/etc/gitea', certificate: '/etc/gitea-tls', keys: '/etc/gitea-keys' };

/** Path of Gitea's configuration, which its command line tool is given too. */
export const giteaConfiguration = `${folders.configuration}/app.ini`;

type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * Gitea's settings (Gitea documentation, "Configuration Cheat Sheet"). Every path is said, so that any image will do
 * that has gitea, git and bash; every secret comes from a file, so that Gitea never has to write into this one.
 */
const sections: Readonly<Record<string, Settings>> = {
  '': { APP_NAME: 'InfraForge', RUN_MODE: 'prod', WORK_PATH: work },
  server: {
    PROTOCOL: 'https',
    DOMAIN: gitea.host,
    HTTP_ADDR: '0.0.0.0',
    HTTP_PORT: gitea.port,
    ROOT_URL: `https://${gitea.host}:${gitea.port}/`,
    CERT_FILE: `${folders.certificate}/tls.crt`,
    KEY_FILE: `${folders.certificate}/tls.key`,
    DISABLE_SSH: true,
    START_SSH_SERVER: false,
    LFS_START_SERVER: false,
    OFFLINE_MODE: true,
    APP_DATA_PATH: `${work}/data`,
  },
  database: { DB_TYPE: 'sqlite3', PATH: `${work}/data/gitea.db` },
  repository: { ROOT: `${work}/repositories`, DEFAULT_BRANCH: gitea.branch },
  git: { HOME_PATH: `${work}/data/home` },
  indexer: { ISSUE_INDEXER_TYPE: 'db' },
  log: { MODE: 'console', LEVEL: 'Warn', ROOT_PATH: `${work}/data/log` },
  security: {
    INSTALL_LOCK: true,
    SECRET_KEY_URI: `file://${folders.keys}/secret-key`,
    INTERNAL_TOKEN_URI: `file://${folders.keys}/internal-token`,
  },
  oauth2: { ENABLED: false, JWT_SECRET_URI: `file://${folders.keys}/jwt-secret` },
  service: { DISABLE_REGISTRATION: true, REQUIRE_SIGNIN_VIEW: true },
  // Argo CD's server has an address of the cluster and a certificate of its own making
  webhook: { ALLOWED_HOST_LIST: '*.svc.cluster.local,private,loopback', SKIP_TLS_VERIFY: true },
  'cron.update_checker': { ENABLED: false },
  actions: { ENABLED: false },
  packages: { ENABLED: false },
};

function printSettings(): string {
  return Object.entries(sections)
    .map(([section, settings]) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
      return `${section === '' ? '' : `[${section}]\n`}${lines.join('')}`;
    })
    .join('\n');
}

/** Gitea's namespace, which its Secrets need before everything else. */
export const giteaNamespace = renderNamespace(gitea.namespace);

/**
 * Gitea with its data: objects in the order in which they are needed, after the Secrets.
 *
 * @param options.certificate PEM
 */
export function renderGitea({
  image,
  storage,
  certificate,
}: {
  readonly image: string;
  readonly storage: Storage;
  readonly certificate: string;
}): readonly object[] {
  const workload: Workload = {
    name: gitea.name,
    namespace: gitea.namespace,
    image,
    command: ['gitea', '--config', giteaConfiguration, 'web'],
    env: { GITEA_WORK_DIR: work, GITEA_CUSTOM: `${work}/custom`, HOME: `${work}/data/home`, USER: 'git' },
    service: gitea.service,
    port: gitea.port,
    health: { path: '/api/healthz', scheme: 'HTTPS' },
    memory: { request: '128Mi', limit: '512Mi' },
    data: { path: work, size: '5Gi', storage },
    configuration: { folder: folders.configuration, files: { 'app.ini': printSettings() } },
    startsWith: certificate,
    secrets: { [gitea.certificate]: folders.certificate, [gitea.keys]: folders.keys },
  };
  return renderWorkload(workload);
}
