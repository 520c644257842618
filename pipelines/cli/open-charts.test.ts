import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { FileError } from './file-error.ts';
import { openCharts } from './open-charts.ts';

it('openCharts() reports charts that became unreadable as a file that cannot be read', async () => {
  const folder = temporaryFolder();
  const { charts } = await openCharts({ charts: folder }, { environment: {}, builtIn: () => '' });
  rmSync(folder, { recursive: true });
  const error: unknown = await charts
    .resolveChart({ repository: '', name: 'web' })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FileError);
  expect(error).toMatchObject({ message: `Cannot read --charts "${folder}": no such file or folder` });
});
