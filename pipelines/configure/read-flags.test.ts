import { describe, expect, it } from 'vitest';
import { kratixVolumes } from '../../shared/kratix/contract.ts';
import { FlagError, readFlags } from './read-flags.ts';

describe('readFlags()', () => {
  it("defaults to Kratix's volumes, the API server and every registry", () => {
    const { input, output, metadata } = kratixVolumes;
    expect(readFlags([])).toEqual({ input, output, metadata, carriedCharts: false, help: false });
  });

  it('reads every flag', () => {
    const args = ['--input=a', '--output', 'b', '--metadata', 'c', '--platform', 'd', '--platform=e'];
    expect(readFlags([...args, '--carried-charts', '--help'])).toEqual({
      input: 'a',
      output: 'b',
      metadata: 'c',
      platform: ['d', 'e'],
      carriedCharts: true,
      help: true,
    });
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'; see --help"],
    [['--input'], "Option '--input <value>' argument missing; see --help"],
    [['--help=yes'], "Option '--help' does not take an argument; see --help"],
    [['object.yaml'], /^Unexpected argument 'object.yaml'/],
  ])('reports %j in one sentence', (args, message) => {
    const attempt = () => readFlags(args);
    expect(attempt).toThrow(FlagError);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('\n');
  });
});
