import { expect, it, vi } from 'vitest';
import * as z from 'zod';
import { lazy } from './lazy.ts';

it('lazy() builds a schema at its first use, and once', () => {
  const build = vi.fn(() => z.strictObject({ port: z.int() }));
  const schema = z.strictObject({ listen: lazy(build).optional() });
  expect(build).not.toHaveBeenCalled();
  expect(schema.parse({ listen: { port: 80 } })).toEqual({ listen: { port: 80 } });
  z.toJSONSchema(schema, { io: 'input' });
  z.toJSONSchema(schema, { io: 'input' });
  expect(build).toHaveBeenCalledTimes(1);
});
