import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { describeIssue } from './describe-issue.ts';

const port = z.strictObject({ name: z.string().regex(/^[a-z]+$/), port: z.int().min(1).max(65535) });
const schema = z.strictObject({
  args: z.array(z.string()).optional(),
  ports: z.array(port).optional(),
  probe: z.strictObject({ port: z.int().optional(), path: z.string().startsWith('/').optional() }).optional(),
  policy: z.strictObject({ enabled: z.boolean().optional(), level: z.string().max(4).optional() }).optional(),
  storage: z.strictObject({ size: z.string().endsWith('Gi').optional() }).optional(),
  hosts: z.array(z.strictObject({ ip: z.string(), token: z.string().optional() })).optional(),
  env: z.array(z.strictObject({ name: z.string() })).optional(),
  secret: z.strictObject({ token: z.string() }).optional(),
  times: z.int().min(0).max(9).optional(),
});

function adviceFor(spec: object): string[] {
  const { issues = [] } = schema.safeParse(spec, { reportInput: true }).error ?? {};
  return issues
    .flatMap((issue) => describeIssue(issue, { kind: 'Greeting', spec, schema }))
    .map(({ path, message }) => `${path}: ${message.slice(message.indexOf('; ') + 2)}`);
}

describe('typeAdvice()', () => {
  it.each<[object, string]>([
    [{ args: 'run' }, 'spec.args: write "args: [run]"'],
    [{ args: "sh -c 'echo hi'" }, 'spec.args: begin each entry with "- "'],
    [{ args: 8080 }, 'spec.args: begin each entry with "- "'],
    [{ args: 'ghp_0123456789abcdefghijklmnopqrstuvwx' }, 'spec.args: begin each entry with "- "'],
    [{ ports: 8080 }, 'spec.ports: write each entry as "- {name: …, port: 8080}"'],
    [{ ports: [8080] }, 'spec.ports[0]: write "- {name: …, port: 8080}"'],
    [{ ports: ['http'] }, 'spec.ports[0]: write "- {name: http, port: …}"'],
    [{ ports: { http: 8080 } }, 'spec.ports: write each entry as "- name: http"'],
    [{ ports: {} }, 'spec.ports: write "[]" for an empty list'],
    [{ hosts: { ip: '10.0.0.1' } }, 'spec.hosts: begin each entry with "- ", such as "- ip: …"'],
    [{ env: { MODE: 'test' } }, 'spec.env: write "- name: MODE" and "value: test"'],
    [{ env: { DB_PASSWORD: 'test' } }, 'spec.env: write "- name: DB_PASSWORD" and "value: …"'],
    [{ env: ['MODE'] }, 'spec.env[0]: write "- name: MODE"'],
    [{ probe: '/health' }, 'spec.probe: write "probe: {path: /health}"'],
    [{ probe: 8080 }, 'spec.probe: write "probe: {port: 8080}"'],
    [{ probe: 'health' }, 'spec.probe: write its fields: port, path'],
    [{ policy: true }, 'spec.policy: write "policy: {enabled: true}"'],
    [{ policy: 'strict' }, 'spec.policy: write its fields: enabled, level'],
    [{ policy: [] }, 'spec.policy: write one object, without "-"'],
    [{ storage: '10Gi' }, 'spec.storage: write "storage: {size: 10Gi}", or run "infraforge convert"'],
    [{ storage: 10 }, 'spec.storage: write "storage: {size: 10Gi}"'],
    [{ secret: 'hunter2' }, 'spec.secret: write "secret: {token: …}"'],
    [{ times: 'ten' }, 'spec.times: write a number from 0 to 9'],
    [{ times: 1.5 }, 'spec.times: write a whole number from 0 to 9'],
    [{ times: '7' }, 'spec.times: remove the quotes'],
  ])('says what to write instead of %j', (spec, advice) => {
    expect(adviceFor(spec)).toEqual([advice]);
  });
});
