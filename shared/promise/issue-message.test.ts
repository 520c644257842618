import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { issueMessage } from './issue-message.ts';
import { unwrap } from './schema-node.ts';

const messagesOf = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value, { reportInput: true }).error?.issues ?? []).map((issue) =>
    issueMessage(issue, unwrap(schema)),
  );

describe('issueMessage()', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'Required: expected a string'],
    [z.string(), 5, 'Expected a string, found the number 5; add quotes'],
    [z.string(), true, 'Expected a string, found true; add quotes'],
    [z.string(), [], 'Expected a string, found a list; write one string'],
    [z.int(), 1.5, 'Expected an integer, found the number 1.5; write a whole number such as 1'],
    [z.int(), '5', 'Expected a number, found the string "5"; remove the quotes'],
    [z.int(), 'five', 'Expected a number, found the string "five"; write a number such as 1'],
    [z.boolean(), 'true', 'Expected a boolean, found the string "true"; remove the quotes'],
    [z.boolean(), null, 'Expected a boolean, found null; set a value, or remove the field'],
    [z.array(z.int()), { web: 1 }, 'Expected a list, found an object; begin each entry with "- "'],
    [z.array(z.int()), {}, 'Expected a list, found an object; write "[]" for an empty list'],
    [z.object({}), true, 'Expected an object, found true; write its fields, each as "name: value"'],
    [
      z.object({}),
      'user:hunter2@example.com',
      'Expected an object, found a string; write its fields, each as "name: value"',
    ],
    [z.array(z.int()).min(1), [], 'Must not be empty; add an entry'],
    [z.array(z.int()).min(2), [], 'Too few items: at least 2 are required'],
    [z.array(z.int()).max(1), [1, 2], 'Too many items: at most 1 are allowed'],
    [z.string().min(1), '', 'Must not be empty; set a value'],
    [z.string().min(2), 'a', 'Too short: at least 2 characters are required'],
    [z.string().max(2), 'abc', 'Too long: at most 2 characters are allowed'],
    [z.int().max(9), 10, '10 is above the maximum of 9'],
    [z.int().min(1), 0, '0 is below the minimum of 1'],
    [z.enum(['a', 'b']), 'c', 'Unsupported value "c"; supported: "a", "b"'],
    [z.enum(['a', 'b']), undefined, 'Required: one of "a", "b"'],
    [
      z.record(z.string().max(2), z.int()),
      { abc: 1 },
      'Invalid key: Too long: at most 2 characters are allowed',
    ],
  ])('describes problem %#', (schema, value, message) => {
    expect(messagesOf(schema, value)).toEqual([message]);
  });

  it('keeps a custom message of a schema', () => {
    expect(messagesOf(z.string().max(1, 'Too much of it'), 'ab')).toEqual(['Too much of it']);
    expect(messagesOf(z.enum(['a'], { error: 'Only a' }), 'b')).toEqual(['Only a']);
    expect(messagesOf(z.string().regex(/^a/, 'Not an a'), 'b')).toEqual(['Not an a']);
  });
});
