import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The first files: one whose requests wait for minutes while the others run, and what takes the longer the more
 * Applications there are, since each commit has all of them rendered.
 */
const first = ['cure-elsewhere', 'twenty-at-once'];
/** The last ones: what the waiting has come to, and a look at everything that the run has left. */
const last = ['cure-follows', 'canary-secrets'];

/** The order of the files of scenarios: by name, but for those that are about the others. */
export class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted(
      (one, other) =>
        rankOf(one.moduleId) - rankOf(other.moduleId) || (one.moduleId < other.moduleId ? -1 : 1),
    );
  }
}

function rankOf(path: string): number {
  const name = path.replace(/^.*\//, '').replace(/\.e2e\.ts$/, '');
  return first.includes(name) ? first.indexOf(name) - first.length : last.indexOf(name) + 1;
}
