import { describe, expect, it } from 'vitest';
import { readResponse } from './read-response.ts';

describe('readResponse()', () => {
  it('returns the body', async () => {
    expect(await readResponse(Response.json({ uid: 'u1' }))).toEqual({ uid: 'u1' });
  });

  it.each([
    ['the message of the backend', JSON.stringify({ error: { message: 'No access' } }), 'No access'],
    ['the status for a page of a proxy', '<html>', 'The backend answered with 502; try again later'],
    ['the status for a body without a message', 'null', 'The backend answered with 502; try again later'],
  ])('reports %s', async (_, body, message) => {
    await expect(readResponse(new Response(body, { status: 502 }))).rejects.toThrow(message);
  });
});
