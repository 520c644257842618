import { expect, test } from 'vitest';
import { type Problem, problem, RequestError, UnavailableError } from '../errors.ts';
import { delivered, outcomeOf } from './outcome.ts';

const replicas = problem('spec.applications[2].replicas', 'Too big: expected number to be <=100');

test('outcomeOf() suspends what nothing but an edit of the request can cure', () => {
  expect(outcomeOf(new RequestError('InvalidRequest', [replicas]))).toEqual({
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

test('outcomeOf() looks again at every refusal: the cure may lie elsewhere', () => {
  const { outcome, control } = outcomeOf(new RequestError('NameTaken', [replicas]));
  expect(outcome).toBe('refused');
  expect(control).toEqual({ retryAfter: '5m', message: expect.any(String) });
});

test('outcomeOf() asks again soon what did not answer', () => {
  const error = new UnavailableError('RegistryUnavailable', 'Pull chart "redis": no answer in 10 s');
  expect(outcomeOf(error, ['chart "x" has no schema'])).toEqual({
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
  'outcomeOf() throws a defect on: %s',
  (defect) => {
    let thrown: unknown = 'nothing';
    try {
      outcomeOf(defect);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(defect);
  },
);

test('outcomeOf() counts several problems in the message and lists them all', () => {
  const { status } = outcomeOf(
    new RequestError('InvalidRequest', [replicas, problem('spec.environment', 'Required')]),
  );
  expect(status.message).toMatch(/^Refused: 2 problems, the first: spec\.applications\[2\]\.replicas: /);
  expect(status.failure.problems).toHaveLength(2);
});

test('outcomeOf() redacts credentials at any path', () => {
  const secret = 'hunter2hunter2';
  const url = `https://bot:${secret}@git.example.com`;
  const refused = outcomeOf(new RequestError('NotAllowed', [problem(url, `Read ${url}`)]), [`Read ${url}`]);
  const retry = outcomeOf(
    new UnavailableError('RegistryUnavailable', `Read ${url}: Authorization: Bearer ${secret}`),
  );
  expect(JSON.stringify([refused, retry])).not.toContain(secret);
  expect(refused.status.failure.problems[0]).toEqual({
    path: 'https://***@git.example.com',
    message: 'Read https://***@git.example.com',
  });
});

test('outcomeOf() redacts before it cuts, so that no half of a credential is left', () => {
  const secret = 'x'.repeat(300);
  const { status } = outcomeOf(
    new UnavailableError('RegistryUnavailable', `Read https://bot:${secret}@git.example.com`),
  );
  expect(status.message).toBe('Trying again: Read https://***@git.example.com');
});

test('outcomeOf() bounds what it says of a hostile request', () => {
  const problems = Array.from(
    { length: 5000 },
    (_, index): Problem => problem('x'.repeat(5000), `\u001b[31m${index}`),
  );
  const { status, control } = outcomeOf(new RequestError('InvalidRequest', problems));
  expect(status.failure.problems).toHaveLength(101);
  expect(status.failure.problems.at(-1)).toEqual({ path: '', message: '4900 more problems' });
  expect(JSON.stringify([status, control]).length).toBeLessThan(150_000);
  expect(status.message).toHaveLength(200);
  expect(JSON.stringify(status)).not.toContain('\u001b');
});

test('delivered() and outcomeOf() bound the warnings and say how many there are', () => {
  const warnings = Array.from({ length: 150 }, (_, index) => `warning ${index}`);
  const { status } = delivered({ files: new Map(), status: { warnings } });
  const failed = outcomeOf(new UnavailableError('RegistryUnavailable', 'x'), warnings);
  for (const written of [status['warnings'], failed.status.warnings]) {
    expect(written).toHaveLength(101);
    expect(written).toContain('50 more warnings');
  }
});

test('outcomeOf() writes a message on one line and cuts no character in half', () => {
  const text = `Line one\n  line two ${'🚀'.repeat(200)}`;
  const { message } = outcomeOf(new UnavailableError('RegistryUnavailable', text)).status;
  expect(message).toMatch(/^Trying again: Line one line two (🚀)+…$/u);
});

test('delivered() writes failure and warnings whole, so that nothing of an earlier failure stays', () => {
  const outcome = delivered({
    files: new Map([['a', 'b']]),
    status: { message: '1 application delivered to dev' },
  });
  expect(outcome).toEqual({
    outcome: 'delivered',
    files: new Map([['a', 'b']]),
    status: { message: '1 application delivered to dev', warnings: [], failure: null },
  });
});

test('delivered() redacts messages and warnings, and leaves data as other pipelines must read it', () => {
  const platform = { values: { microservice: { args: ['--token=$(TOKEN)'] } } };
  const { status } = delivered({
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

test.each<[string, Parameters<typeof delivered>[0]]>([
  ['the segment ".."', { files: new Map([['../x', '']]), status: {} }],
  ['kept by Kratix', { files: new Map(), status: { kratix: {} } }],
  ['without matchLabels', { files: new Map(), status: {}, destinationSelectors: [{ matchLabels: {} }] }],
])('delivered() refuses what breaks the contract: %s', (message, delivery) => {
  expect(() => delivered(delivery)).toThrow(message);
});
