import { expect, test } from 'vitest';
import { type Problem, problem, RequestError, UnavailableError } from '../errors.ts';
import { deliveredOutcome, failedOutcome } from './outcome.ts';

const replicas = problem('spec.applications[2].replicas', 'Too big: expected number to be <=100');

test('failedOutcome() reports a refusal with every problem', () => {
  expect(failedOutcome(new RequestError('InvalidRequest', [replicas]))).toEqual({
    outcome: 'refused',
    status: {
      message: 'Refused: spec.applications[2].replicas: Too big: expected number to be <=100',
      failure: {
        reason: 'InvalidRequest',
        message: 'spec.applications[2].replicas: Too big: expected number to be <=100',
        problems: [replicas],
      },
      warnings: [],
    },
    control: {
      retryAfter: '5m',
      message: 'Refused: spec.applications[2].replicas: Too big: expected number to be <=100',
    },
  });
});

test('failedOutcome() retries every refusal, because another object may fix it', () => {
  const { outcome, control } = failedOutcome(new RequestError('NameTaken', [replicas]));
  expect(outcome).toBe('refused');
  expect(control).toEqual({ retryAfter: '5m', message: expect.any(String) });
});

test('failedOutcome() retries an outage sooner', () => {
  const error = new UnavailableError('RegistryUnavailable', 'Pull chart "redis": no answer in 10 s');
  expect(failedOutcome(error, ['chart "x" has no schema'])).toEqual({
    outcome: 'retry',
    status: {
      message: 'Trying again: Pull chart "redis": no answer in 10 s',
      failure: {
        reason: 'RegistryUnavailable',
        message: 'Pull chart "redis": no answer in 10 s',
        problems: [],
      },
      warnings: ['chart "x" has no schema'],
    },
    control: { retryAfter: '90s', message: 'Trying again: Pull chart "redis": no answer in 10 s' },
  });
});

test.each([new TypeError('x is undefined'), 'text', undefined])(
  'failedOutcome() rethrows a defect: %s',
  (defect) => {
    let thrown: unknown = 'nothing';
    try {
      failedOutcome(defect);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(defect);
  },
);

test('failedOutcome() counts the problems in the message and lists all of them', () => {
  const { status } = failedOutcome(
    new RequestError('InvalidRequest', [replicas, problem('spec.environment', 'Required')]),
  );
  expect(status.message).toMatch(/^Refused: 2 problems, the first: spec\.applications\[2\]\.replicas: /);
  expect(status.failure.problems).toHaveLength(2);
});

test('failedOutcome() redacts credentials at any path', () => {
  const secret = 'hunter2hunter2';
  const url = `https://bot:${secret}@git.example.com`;
  const refused = failedOutcome(new RequestError('NotAllowed', [problem(url, `Read ${url}`)]), [
    `Read ${url}`,
  ]);
  const retry = failedOutcome(
    new UnavailableError('RegistryUnavailable', `Read ${url}: Authorization: Bearer ${secret}`),
  );
  expect(JSON.stringify([refused, retry])).not.toContain(secret);
  expect(refused.status.failure.problems[0]).toEqual({
    path: 'https://***@git.example.com',
    message: 'Read https://***@git.example.com',
  });
});

test('failedOutcome() redacts before it truncates', () => {
  const secret = 'x'.repeat(300);
  const { status } = failedOutcome(
    new UnavailableError('RegistryUnavailable', `Read https://bot:${secret}@git.example.com`),
  );
  expect(status.message).toBe('Trying again: Read https://***@git.example.com');
});

test('failedOutcome() limits the size of the status for a hostile request', () => {
  const problems = Array.from(
    { length: 5000 },
    (_, index): Problem => problem('x'.repeat(5000), `\u001b[31m${index}`),
  );
  const { status, control } = failedOutcome(new RequestError('InvalidRequest', problems));
  expect(status.failure.problems).toHaveLength(101);
  expect(status.failure.problems.at(-1)).toEqual({ path: '', message: '4900 more problems' });
  expect(JSON.stringify([status, control]).length).toBeLessThan(150_000);
  expect(status.message).toHaveLength(200);
  expect(JSON.stringify(status)).not.toContain('\u001b');
});

test('deliveredOutcome() and failedOutcome() limit the warnings and count the rest', () => {
  const warnings = Array.from({ length: 150 }, (_, index) => `warning ${index}`);
  const { status } = deliveredOutcome({ files: new Map(), status: { warnings } });
  const failed = failedOutcome(new UnavailableError('RegistryUnavailable', 'x'), warnings);
  for (const written of [status['warnings'], failed.status.warnings]) {
    expect(written).toHaveLength(101);
    expect(written).toContain('50 more warnings');
  }
});

test('failedOutcome() truncates a message to one line of whole characters', () => {
  const text = `Line one\n  line two ${'🚀'.repeat(200)}`;
  const { message } = failedOutcome(new UnavailableError('RegistryUnavailable', text)).status;
  expect(message).toMatch(/^Trying again: Line one line two (🚀)+…$/u);
});

test('deliveredOutcome() clears failure and warnings of an earlier run', () => {
  const outcome = deliveredOutcome({
    files: new Map([['a', 'b']]),
    status: { message: '1 application delivered to dev' },
  });
  expect(outcome).toEqual({
    outcome: 'delivered',
    files: new Map([['a', 'b']]),
    status: { message: '1 application delivered to dev', warnings: [], failure: null },
  });
});

test('deliveredOutcome() redacts messages and warnings, but no data', () => {
  const platform = { values: { microservice: { args: ['--token=$(TOKEN)'] } } };
  const { status } = deliveredOutcome({
    files: new Map(),
    status: { message: 'Read https://a:b@c', warnings: ['see https://a:b@c'], platform },
  });
  expect(status).toEqual({
    message: 'Read https://***@c',
    warnings: ['see https://***@c'],
    platform,
    failure: null,
  });
});

test.each<[string, Parameters<typeof deliveredOutcome>[0]]>([
  ['the segment ".."', { files: new Map([['../x', '']]), status: {} }],
  ['reserved for Kratix', { files: new Map(), status: { kratix: {} } }],
  ['without matchLabels', { files: new Map(), status: {}, destinationSelectors: [{ matchLabels: {} }] }],
])('deliveredOutcome() refuses a violation of the contract: %s', (message, delivery) => {
  expect(() => deliveredOutcome(delivery)).toThrow(message);
});
