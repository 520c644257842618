import { expect } from 'vitest';
import { workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

/** Returns a request that was delivered, with a change. */
const ledger = (more: object, spec: object = {}): object =>
  applicationClaim('ledger', { environment: 'e2e-dev', applications: [greeter('ledger', more)], ...spec });

/** Requests that are never delivered. */
const homeless = applicationClaim('homeless', {
  environment: 'staging',
  applications: [greeter('homeless')],
});
const stray = (namespace: string): object =>
  applicationClaim('stray', { environment: 'e2e-dev', namespace, applications: [greeter('stray')] });

const refused = [
  {
    what: 'a chart that the registry does not have',
    request: ledger({ chart: { version: '9.9.9' } }),
    message: /^Refused: .*microservice/,
    reason: 'ChartNotFound',
  },
  {
    what: 'a chart that the platform does not list',
    request: ledger({ chart: { name: 'microservices', version: '1.0.0' } }),
    message: /^Refused: .*"microservices" is not allowed/,
    reason: 'NotAllowed',
  },
  {
    what: "values that the chart's schema refuses",
    request: ledger({ values: { replicaCount: 3 } }),
    message: /^Refused: .*replicaCount: Unknown key/,
    reason: 'InvalidValues',
  },
  {
    what: 'a name that another request owns',
    request: applicationClaim('ledger', {
      environment: 'e2e-dev',
      applications: [greeter('ledger'), greeter('taken')],
    }),
    message: /^Refused: .*"taken-e2e-dev" belongs to ApplicationClaim default\/owner/,
    reason: 'NameTaken',
  },
  {
    what: 'a credential in plain text',
    request: ledger({ env: [{ name: 'DB_PASSWORD', value: 'correct-horse-battery-staple' }] }),
    message: /^Refused: .*DB_PASSWORD/,
    reason: 'CredentialInRequest',
  },
];

describeScenario('a refused request', () => {
  let scenario: Scenario;
  let released: unknown;
  /** Commit that delivered it. */
  let delivered: string;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const owner = applicationClaim('owner', { environment: 'e2e-dev', applications: [greeter('taken')] });
    await scenario.deliver(owner, /delivered to e2e-dev$/);
    const { request, commit } = await scenario.deliver(ledger({}), /delivered to e2e-dev$/);
    released = request.status?.['releases'];
    delivered = commit;
  });

  test.each(refused)(
    '$what: says why, and changes nothing that was delivered',
    async ({ request, message, reason }) => {
      await scenario.apply(request);
      const { status, metadata } = await scenario.waitForMessage(request, message);
      expect(status).toMatchObject({ failure: { reason }, releases: released });
      expect(metadata.labels).toMatchObject({ [workflowSuspendedLabel]: 'true' });
      expect(JSON.stringify(status)).not.toContain('correct-horse');
      expect(await scenario.listCommits(request, delivered)).toEqual([]);
    },
  );

  test('that was never delivered owns no name: unknown environment', async () => {
    await scenario.apply(homeless);
    const { status, metadata } = await scenario.waitForMessage(
      homeless,
      /^Refused: .*Unknown environment "staging".*e2e-dev.*e2e-qa/,
    );
    expect(status).toMatchObject({ failure: { reason: 'UnknownEnvironment' } });
    expect(status).not.toHaveProperty('releases');
    expect(metadata.labels).toMatchObject({ [workflowSuspendedLabel]: 'true' });
  });

  test('that was never delivered owns no name: forbidden namespace', async () => {
    await expect(scenario.apply(stray('kube-system'))).rejects.toThrow(/kube-\* and kratix-\* are reserved/);
    await scenario.apply(stray('payments'));
    const { status, metadata } = await scenario.waitForMessage(
      stray('payments'),
      /^Refused: .*payments.*e2e-dev.*\*-e2e-dev/,
    );
    expect(status).toMatchObject({ failure: { reason: 'NotAllowed' } });
    expect(status).not.toHaveProperty('releases');
    expect(metadata.labels).toMatchObject({ [workflowSuspendedLabel]: 'true' });
  });

  test('resumes automatically when it is fixed', async () => {
    const broken = ledger({ values: { replicaCount: 3 } });
    await scenario.apply(broken);
    await scenario.waitForMessage(broken, /^Refused: .*replicaCount/);
    const fixed = ledger({ env: [{ name: 'FIXED', value: 'yes' }] });
    const { request, commits, changed } = await scenario.deliver(fixed, /delivered to e2e-dev$/);
    expect(request.status).toMatchObject({ failure: null });
    expect(request.metadata.labels ?? {}).not.toHaveProperty([workflowSuspendedLabel]);
    expect(commits).toHaveLength(1);
    const folder = 'environments/e2e/e2e-dev/applications/ledger';
    expect(changed).toEqual([`${folder}/application.yaml`, `${folder}/values.yaml`]);
    // a late commit of a refused run would come before this one
    expect(await scenario.listCommits(fixed, delivered)).toEqual(commits);
    for (const request of [homeless, stray('payments')]) {
      expect(await scenario.listCommits(request, delivered)).toEqual([]);
      await scenario.remove(request);
    }
  });
});
