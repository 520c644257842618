import { describe, expect, it } from 'vitest';
import { findCredential } from '../../shared/promise/credential-rules.ts';
import { acceptedExamples, refusedExamples } from './credential-examples.ts';

describe('attack A23: examples of public software', () => {
  it.each(refusedExamples)('A23 refuses %s=%j (%s) without its value', (name, value) => {
    const finding = findCredential(name, value);
    expect(finding?.reason).toMatch(/^(the name|is|has|contains) /);
    expect(finding!.reason).not.toContain(value);
  });

  it.each(acceptedExamples)('A23 accepts %s=%j (%s)', (name, value) => {
    expect(findCredential(name, value)).toBeUndefined();
  });

  it('A23 has at least 150 examples, each once and with a source', () => {
    const all = [...refusedExamples, ...acceptedExamples];
    expect(all.length).toBeGreaterThanOrEqual(150);
    expect(new Set(all.map(([name, value]) => `${name}=${value}`)).size).toBe(all.length);
    expect(all.filter(([, , source]) => source === '')).toEqual([]);
  });
});
