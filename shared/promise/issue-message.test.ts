import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { issueMessage } from './issue-message.ts';

const messagesOf = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(issueMessage);

describe('issueMessage()', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'Required: expected a text'],
    [z.string(), 5, 'Expected a text: put it in quotes'],
    [z.string(), true, 'Expected a text: put it in quotes'],
    [z.string(), [], 'Expected a text, found a list'],
    [z.int(), 1.5, 'Expected an integer'],
    [z.int(), '5', 'Expected a number, found a text: take the quotes away'],
    [z.boolean(), 'true', 'Expected true or false, found a text: take the quotes away'],
    [z.boolean(), null, 'Expected true or false, found null'],
    [z.array(z.int()), {}, 'Expected a list, found a map'],
    [z.object({}), true, 'Expected a map, found a boolean'],
    [z.array(z.int()).min(1), [], 'Must not be empty'],
    [z.array(z.int()).min(2), [], 'Too few: expected at least 2'],
    [z.array(z.int()).max(1), [1, 2], 'Too many: expected at most 1'],
    [z.string().min(1), '', 'Must not be empty'],
    [z.string().min(2), 'a', 'Too short: expected at least 2 characters'],
    [z.string().max(2), 'abc', 'Too long: expected at most 2 characters'],
    [z.int().max(9), 10, 'Too big: expected a number <=9'],
    [z.int().min(1), 0, 'Too small: expected a number >=1'],
    [z.enum(['a', 'b']), 'c', 'Expected one of "a", "b"'],
    [
      z.record(z.string().max(2), z.int()),
      { abc: 1 },
      'Not a legal key: Too long: expected at most 2 characters',
    ],
  ])('says in our words what %# lacks', (schema, value, message) => {
    expect(messagesOf(schema, value)).toEqual([message]);
  });

  it('leaves a message of our own as it is', () => {
    expect(messagesOf(z.string().max(1, 'Too much of it'), 'ab')).toEqual(['Too much of it']);
    expect(messagesOf(z.enum(['a'], { error: 'Only a' }), 'b')).toEqual(['Only a']);
    expect(messagesOf(z.string().regex(/^a/, 'Not an a'), 'b')).toEqual(['Not an a']);
  });
});
