import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderCharts } from '../../pipelines/charts/chart-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type HelmVersion, helm } from './support/tools.ts';

const chart = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
const oldChart = 'apiVersion: v1\nname: web\nversion: 1.0.0\n';
const needs = 'dependencies: [{name: db, version: 1.x.x, repository: "https://charts.example.com"}]\n';
const optional = 'dependencies: [{name: db, version: 1.x.x, repository: "", condition: db.enabled}]\n';
const database = 'apiVersion: v2\nname: db\nversion: 1.0.0\n';

/** Files of a chart, and whether its dependencies are packed. */
const charts: readonly [string, Readonly<Record<string, string>>, boolean][] = [
  ['no dependency', { 'Chart.yaml': chart }, true],
  ['a missing one', { 'Chart.yaml': chart + needs }, false],
  [
    'a missing one that is off',
    { 'Chart.yaml': chart + optional, 'values.yaml': 'db: {enabled: false}' },
    false,
  ],
  ['one in its folder', { 'Chart.yaml': chart + needs, 'charts/db/Chart.yaml': database }, true],
  ['one in another folder', { 'Chart.yaml': chart + needs, 'charts/x/Chart.yaml': database }, true],
  ['one in a folder with _', { 'Chart.yaml': chart + needs, 'charts/_db/Chart.yaml': database }, false],
  ['a missing one of requirements.yaml', { 'Chart.yaml': oldChart, 'requirements.yaml': needs }, false],
  ['the same in a newer chart', { 'Chart.yaml': chart, 'requirements.yaml': needs }, false],
];

const versions: readonly HelmVersion[] = [4, 3];

describe('the dependencies of a chart', () => {
  it.each(charts)('are refused or accepted as by Helm 3 and 4: %s', async (_, files, isPacked) => {
    const folder = temporaryFolder();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const ours = await folderCharts(folder)
      .resolveChart({ repository: '', name: 'web' })
      .then(
        () => true,
        () => false,
      );
    const theirs = versions.map((version) => helm(version, ['template', 'web', folder]).status === 0);
    expect([ours, ...theirs]).toEqual([isPacked, isPacked, isPacked]);
  });
});
