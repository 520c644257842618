import { describe, expect, it } from 'vitest';
import { deriveChartReadme } from './derive-chart-readme.ts';

const schema = {
  properties: {
    image: {
      'x-audience': 'platform',
      properties: { tag: { type: 'string', maxLength: 128 } },
    },
    replicas: { type: 'integer', minimum: 1, maximum: 10 },
    labels: { type: 'object', maxProperties: 64 },
    engine: {
      properties: {
        mode: { enum: ['alone', 'cluster'] },
        memory: { $ref: '#/definitions/memory' },
        buffers: { type: 'string', description: 'Taken from the memory | or not' },
      },
    },
  },
  definitions: { memory: { anyOf: [{ type: 'string', maxLength: 30 }, { type: 'integer' }] } },
};

const values = `# Defaults of this chart.

# Where <release> comes from,
# in two lines.
image:
  # Empty means the chart's.
  tag: ""
# Pods.
replicas: 1
# Added to the pods.
labels: {a.b/c: d}
engine:
  # One | many.
  mode: alone
  memory: 1Gi
`;

function filesOf(texts: Readonly<Record<string, string>>): Map<string, Uint8Array> {
  return new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

const files = filesOf({
  'Chart.yaml': 'name: engine\nversion: 1.2.3\nappVersion: "16"\ndescription: An engine\n',
  'values.yaml': values,
  'values-production.yaml': 'replicas: 3\nengine:\n  mode: alone\n  memory: 4Gi\n',
  'values.schema.json': JSON.stringify(schema),
});

describe('deriveChartReadme()', () => {
  const readme = deriveChartReadme(files);

  it('begins with the description and the versions', () => {
    expect(readme).toMatch(
      /^# engine\n\nAn engine\.\n\nChart version 1\.2\.3, for application version 16\.\n/,
    );
  });

  it('lists every value with type, bounds, defaults and meaning, in the order of values.yaml', () => {
    expect(readme.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
      '| `image` |  |  |  | Where &lt;release> comes from, in two lines. **Platform only** |',
      '| `image.tag` | string, at most 128 | `""` |  | Empty means the chart\'s. **Platform only** |',
      '| `replicas` | integer, 1–10 | `1` | `3` | Pods. |',
      '| `labels` | object, at most 64 | `{"a.b/c":"d"}` |  | Added to the pods. |',
      '| `engine` |  |  |  |  |',
      '| `engine.mode` | `"alone"`, `"cluster"` | `"alone"` |  | One \\| many. |',
      '| `engine.memory` | string, at most 30 or integer | `"1Gi"` | `"4Gi"` |  |',
      '| `engine.buffers` | string |  |  | Taken from the memory \\| or not |',
    ]);
  });

  it('does not depend on an existing README or on the order of the files', () => {
    const reversed = new Map([...files].toReversed());
    expect(deriveChartReadme(new Map([...reversed, ...filesOf({ 'README.md': readme })]))).toBe(readme);
  });

  it('accepts a chart with only Chart.yaml', () => {
    const bare = deriveChartReadme(filesOf({ 'Chart.yaml': 'name: bare\nversion: 0.1.0\n' }));
    expect(bare).toContain('Chart version 0.1.0.\n');
    expect(bare).not.toContain('production.yaml');
  });
});
