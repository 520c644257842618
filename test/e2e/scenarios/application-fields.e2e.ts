import { expect } from 'vitest';
import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import { checkCondition, type Pod } from '../cluster/check-condition.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { waitForSync, waitForSyncFailure } from '../support/application.ts';
import { readEnvironment, waitForDeployment } from '../support/deployment.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Delivery, Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import { createSecrets } from '../support/stand-in-secrets.ts';

const environment = 'e2e-dev';
const namespace = environment;
const core = `/api/v1/namespaces/${namespace}`;
const batch = `/apis/batch/v1/namespaces/${namespace}`;
const program = '/greeter';

/** Secrets that the operator of the database would create. */
const credentials = {
  username: 'app',
  password: 'from-the-operator',
  uri: 'postgresql://app:from-the-operator@books-db-rw.e2e-dev:5432/app',
  'jdbc-uri': 'jdbc:postgresql://books-db-rw.e2e-dev:5432/app?user=app&password=from-the-operator',
};
const secrets = { 'books-db-app': credentials, 'books-db-ca': { 'ca.crt': 'an authority' } };

/** Parts of the request that a later one changes. */
interface Variant {
  /** Content of the file of "front". */
  readonly content: string;
  /** Argument of the migration of "till". */
  readonly migration: 'done' | 'fail';
}

function request({ content, migration }: Variant): object {
  const applications = [
    greeter('front', {
      env: [{ name: 'FILE', value: '/etc/front/front.conf' }],
      healthCheck: {
        startup: { http: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
        liveness: { http: { path: '/healthz', port: 'http' } },
        readiness: { http: { path: '/file', port: 'http' }, periodSeconds: 1 },
      },
      files: [{ path: '/etc/front/front.conf', content }],
      initContainers: [{ name: 'prepare', command: [program, 'done'] }],
      sidecars: [
        {
          name: 'beside',
          env: [{ name: 'PORT', value: '8081' }],
          ports: [{ name: 'beside', port: 8081 }],
          healthCheck: { startup: { http: { path: '/healthz', port: 'beside' }, periodSeconds: 1 } },
        },
      ],
      autoscaling: { minReplicas: 1, maxReplicas: 3 },
      ingress: { host: 'front.example.com', tls: true },
    }),
    greeter('worker', {
      ports: [],
      command: [program, 'work'],
      healthCheck: { liveness: { exec: { command: [program, 'done'] } }, startup: { periodSeconds: 1 } },
    }),
    greeter('till', {
      env: [{ name: 'SHIFT', value: migration }],
      jobs: [
        { name: 'migrate', when: 'beforeDeploy', command: [program, migration], retries: 0 },
        {
          name: 'nightly',
          command: [program, 'done'],
          schedule: '30 2 * * *',
          timeZone: 'Europe/Berlin',
          concurrencyPolicy: 'Forbid',
        },
      ],
    }),
    greeter('prices', {
      env: [{ name: 'GRPC_PORT', value: '9090' }],
      ports: [{ name: 'grpc', port: 9090, appProtocol: 'grpc' }],
      healthCheck: {
        startup: { grpc: { port: 'grpc' }, periodSeconds: 1 },
        liveness: { grpc: { port: 'grpc' } },
        readiness: { grpc: { port: 'grpc' }, periodSeconds: 1 },
      },
    }),
    greeter('books', {
      services: ['books-db'],
      env: [{ name: 'DATABASE_URL', valueFrom: { serviceRef: { name: 'books-db', key: 'uri' } } }],
    }),
  ];
  return applicationClaim('fields', {
    environment,
    applications,
    components: [{ name: 'books-db', type: 'postgresql' }],
  });
}

interface ContainerStatus {
  readonly name: string;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state: { readonly terminated?: { readonly reason: string } };
}

interface RunningPod extends Pod {
  readonly status: Pod['status'] & {
    readonly startTime: string;
    readonly containerStatuses: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface Job extends Conditioned {
  readonly status?: Conditioned['status'] & { readonly completionTime?: string };
}

describeScenario('applications of one request, as teams write them', () => {
  let scenario: Scenario;
  let delivered: Delivery;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    delivered = await scenario.deliver(
      request({ content: 'first', migration: 'done' }),
      /^5 applications and 1 service delivered to e2e-dev$/,
    );
    await createSecrets(scenario, { namespace, secrets });
    const { commit } = delivered;
    for (const name of ['front', 'worker', 'till', 'prices', 'books'])
      await waitForSync(scenario, { name: `${name}-${environment}`, commit });
  });

  test.afterAll(async () => {
    for (const name of Object.keys(secrets)) await scenario.api.remove(`${core}/secrets/${name}`);
  });

  const podsOf = async (name: string): Promise<readonly RunningPod[]> =>
    (await waitForDeployment(scenario, { name, namespace })) as readonly RunningPod[];
  const onlyPodOf = async (name: string): Promise<RunningPod> => {
    const pods = await podsOf(name);
    expect(pods).toHaveLength(1);
    return pods[0]!;
  };
  const answer = (pod: Pod, path: string): Promise<string> =>
    scenario.platform.cluster.kubectl(['get', '--raw', `${core}/pods/${pod.metadata.name}:${path}`]);

  test('serves HTTP, with a file, a sidecar and an init container', async () => {
    const pod = await onlyPodOf('front');
    expect(await answer(pod, '8080/proxy/file')).toBe('first');
    expect(JSON.parse(await answer(pod, '8081/proxy/'))).toMatchObject({ PORT: '8081' });
    expect(pod.status.initContainerStatuses).toMatchObject([
      { name: 'beside', started: true, restartCount: 0 },
      { name: 'prepare', state: { terminated: { reason: 'Completed' } } },
    ]);
    expect(await scenario.api.get(`${core}/services/front:http/proxy/`)).toMatchObject({
      FILE: '/etc/front/front.conf',
    });
    const network = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/front`;
    expect(await scenario.api.get(network)).toMatchObject({
      spec: { rules: [{ host: 'front.example.com' }], tls: [{ hosts: ['front.example.com'] }] },
    });
    const scaler = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/front`;
    // without a metrics server, the autoscaler finds the Deployment and keeps its pods
    await waitUntil({
      what: 'the autoscaler has found the Deployment',
      within: 30,
      probe: async () => {
        const found = await scenario.api.get<Conditioned>(scaler);
        expect(found).toMatchObject({ spec: { minReplicas: 1, maxReplicas: 3 } });
        checkCondition(found, 'AbleToScale');
        return true;
      },
    });
  });

  test('works without ports: no Service, and a probe that runs a command', async () => {
    const pod = await onlyPodOf('worker');
    expect(pod.status.containerStatuses).toMatchObject([{ name: 'worker', started: true, restartCount: 0 }]);
    expect(await scenario.api.find(`${core}/services/worker`)).toBeUndefined();
  });

  test('answers probes of gRPC', async () => {
    const pod = await onlyPodOf('prices');
    expect(pod).toMatchObject({
      spec: { containers: [{ readinessProbe: { grpc: { port: 9090 } } }] },
      status: { containerStatuses: [{ started: true, restartCount: 0 }] },
    });
  });

  test('migrates before its pods start', async () => {
    const pod = await onlyPodOf('till');
    const job = await scenario.api.get<Job>(`${batch}/jobs/till--migrate`);
    checkCondition(job, 'Complete');
    expect(Date.parse(job.status!.completionTime!)).toBeLessThanOrEqual(Date.parse(pod.status.startTime));
  });

  test('has a job on a schedule, which runs', async () => {
    expect(await scenario.api.get(`${batch}/cronjobs/till--nightly`)).toMatchObject({
      spec: { schedule: '30 2 * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' },
    });
    const { kubectl } = scenario.platform.cluster;
    await kubectl(['create', 'job', `--namespace=${namespace}`, '--from=cronjob/till--nightly', 'by-hand']);
    await waitUntil({
      what: 'the job has run',
      within: 60,
      probe: async () => {
        checkCondition(await scenario.api.get<Job>(`${batch}/jobs/by-hand`), 'Complete');
        return true;
      },
    });
    const log = await kubectl(['logs', `--namespace=${namespace}`, 'job/by-hand', '--container=nightly']);
    expect(JSON.parse(log)).toMatchObject({ SHIFT: 'done' });
    await scenario.api.remove(`${batch}/jobs/by-hand`);
  });

  test('reaches a service by name, with the credentials of the operator', async () => {
    expect(delivered.request.status).toMatchObject({
      bindings: [{ application: 'books', service: 'books-db', secretName: 'books-db-app' }],
    });
    const pod = await onlyPodOf('books');
    expect(await readEnvironment(scenario, pod)).toMatchObject({
      DATABASE_URL: credentials.uri,
      BOOKS_DB_HOST: 'books-db.e2e-dev.svc.cluster.local',
      BOOKS_DB_PORT: '5432',
      BOOKS_DB_USERNAME: credentials.username,
      BOOKS_DB_PASSWORD: credentials.password,
      BOOKS_DB_URI: credentials.uri,
      BOOKS_DB_CA_FILE: '/etc/bindings/books-db/ca.crt',
    });
  });

  test('restarts its pods if a file changes, and keeps them if a migration fails', async () => {
    const [front, till] = [await onlyPodOf('front'), await onlyPodOf('till')];
    const changed = request({ content: 'second', migration: 'fail' });
    const { commit } = await scenario.deliver(changed, / delivered to e2e-dev$/);
    await waitForSync(scenario, { name: `front-${environment}`, commit });
    const after = await onlyPodOf('front');
    expect(after.metadata.uid).not.toBe(front.metadata.uid);
    expect(await answer(after, '8080/proxy/file')).toBe('second');

    await waitForSyncFailure(scenario, {
      name: `till-${environment}`,
      object: 'till--migrate',
      text: /^Job has reached the specified backoff limit$/,
    });
    const kept = await onlyPodOf('till');
    expect(kept.metadata.uid).toBe(till.metadata.uid);
    expect(await readEnvironment(scenario, kept)).toMatchObject({ SHIFT: 'done' });
  });
});
