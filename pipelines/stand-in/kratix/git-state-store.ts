import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../../../shared/kratix/contract.ts';
import { checkOutputPaths } from '../../../shared/kratix/output-path.ts';
import { writeNewFiles } from '../../../shared/kratix/volumes.ts';
import { parseRequestYaml, printYaml } from '../../../shared/yaml.ts';
import { type Git, gitIn } from './git.ts';
import type { WorkPlacement } from './work-placement.ts';

/** File that differs between two commits. */
export interface ChangedFile {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'deleted';
}

const author = { name: 'kratix', email: 'kratix@localhost' };
const changes: Readonly<Record<string, ChangedFile['change']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  T: 'modified',
};

/**
 * A Git state store in a folder, written like Kratix does for a Destination with `path: .` and `filepath.mode: none`:
 * - Each work placement has a state file that lists its files.
 * - Each change is one commit. A write that changes nothing makes no commit.
 * - Files of the earlier state file that are not in the new one are removed.
 * - If two work placements write one path, the last writer wins, and the removal of either removes the file.
 *
 * Callers make one call at a time: Kratix too locks the repository while it writes.
 *
 * Source: syntasso/kratix at ae170e22e974, `lib/writers/git.go` and
 * `internal/controller/workplacement_controller.go`, seen on a real cluster.
 */
export class GitStateStore {
  readonly folder: string;
  readonly #git: Git;

  private constructor(folder: string, git: Git) {
    this.folder = folder;
    this.#git = git;
  }

  /**
   * Opens the repository in a folder, or creates one with a first commit: Kratix does not write to a branch without
   * commits.
   * @throws Error if git is missing or the folder cannot be a repository
   */
  static async open(folder: string, branch = 'main'): Promise<GitStateStore> {
    mkdirSync(folder, { recursive: true });
    const git = gitIn(folder, author);
    if (!existsSync(join(folder, '.git'))) {
      await git(['init', '--quiet', '--template=', `--initial-branch=${branch}`]);
      await git(['commit', '--quiet', '--allow-empty', '--message', 'Start']);
    }
    return new GitStateStore(folder, git);
  }

  /**
   * Replaces the files of a work placement. Without files, Kratix deletes the work placement.
   * @returns the commit, or undefined if nothing changed
   * @throws Error if a path is unsafe, or git refuses it
   */
  async write(workPlacement: WorkPlacement, files: ReadonlyMap<string, string>): Promise<string | undefined> {
    checkOutputPaths(files.keys());
    const before = this.#filesOf(workPlacement);
    if (files.size === 0) return before === undefined ? undefined : this.remove(workPlacement);
    const paths = [...files.keys()].sort(compareByFolder);
    const written = new Map([...files, [stateFilePath(workPlacement), printYaml({ files: paths })]]);
    await this.#removeFiles((before ?? []).filter((path) => !files.has(path)));
    await this.#addFiles(written);
    return this.#commit(`Update from: ${workPlacement.name}`);
  }

  /**
   * Removes every file of a work placement, and its state file.
   * @throws Error if the state file is missing: Kratix would wait for it
   */
  async remove(workPlacement: WorkPlacement): Promise<string | undefined> {
    const files = this.#filesOf(workPlacement);
    const stateFile = stateFilePath(workPlacement);
    if (files === undefined) throw new Error(`Delete "${workPlacement.name}": no state file "${stateFile}"`);
    await this.#removeFiles([...files, stateFile]);
    return this.#commit(`Delete from: ${workPlacement.name}`);
  }

  /** Returns the newest commit. */
  async head(): Promise<string> {
    return (await this.#git(['rev-parse', 'HEAD'])).trim();
  }

  /** Returns the number of commits, with the first one. */
  async countCommits(): Promise<number> {
    return Number(await this.#git(['rev-list', '--count', 'HEAD']));
  }

  /** Returns the paths of all files in the newest commit, with Kratix's state files. */
  async listFiles(): Promise<string[]> {
    return splitAtNul(await this.#git(['ls-tree', '-r', '-z', '--name-only', 'HEAD']));
  }

  /** Returns the files that differ between two commits, sorted by path. */
  async changedFiles(from: string, to = 'HEAD'): Promise<ChangedFile[]> {
    const entries = splitAtNul(await this.#git(['diff', '--name-status', '--no-renames', '-z', from, to]));
    const pairs = entries.flatMap((path, index) =>
      index % 2 === 0 ? [] : [{ path, letter: entries[index - 1]! }],
    );
    return pairs.map(({ path, letter }) => ({ path, change: changes[letter] ?? 'modified' }));
  }

  /** Returns the difference between two commits as a patch. */
  async diff(from: string, to = 'HEAD'): Promise<string> {
    return this.#git(['diff', '--no-renames', '--no-ext-diff', '--no-color', from, to]);
  }

  /** Returns message, author and changed files of a commit, as `git show --stat` prints them. */
  async show(commit = 'HEAD'): Promise<string> {
    return this.#git(['show', '--stat', '--no-color', '--format=%h %an: %s', commit]);
  }

  /** Returns the newest content of a file; undefined if it does not exist. */
  readFile(path: string): string | undefined {
    const file = join(this.folder, path);
    return isFile(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #filesOf(workPlacement: WorkPlacement): readonly string[] | undefined {
    const text = this.readFile(stateFilePath(workPlacement));
    return text === undefined ? undefined : (parseRequestYaml(text) as { files: string[] }).files;
  }

  async #removeFiles(paths: readonly string[]): Promise<void> {
    const existing = paths.filter((path) => isFile(join(this.folder, path)));
    if (existing.length > 0)
      await this.#git(
        ['rm', '--quiet', '--force', '--ignore-unmatch', ...pathsFromInput],
        nulTerminated(existing),
      );
  }

  async #addFiles(files: ReadonlyMap<string, string>): Promise<void> {
    for (const path of files.keys()) {
      if (isFile(join(this.folder, path))) rmSync(join(this.folder, path));
    }
    writeNewFiles(this.folder, files);
    await this.#git(['add', ...pathsFromInput], nulTerminated([...files.keys()]));
  }

  async #commit(message: string): Promise<string | undefined> {
    const staged = await this.#git(['diff', '--cached', '--name-only', '-z']);
    if (staged === '') return undefined;
    await this.#git(['commit', '--quiet', '--message', message]);
    return this.head();
  }
}

const pathsFromInput = ['--pathspec-from-file=-', '--pathspec-file-nul'];

function stateFilePath({ namespace, name }: WorkPlacement): string {
  return `${stateFolder}/${namespace}-${name}.yaml`;
}

/** Compares folder by folder, and bytes within each, in the order of Kratix. */
function compareByFolder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one.replaceAll('/', '\0')), Buffer.from(other.replaceAll('/', '\0')));
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function nulTerminated(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

function splitAtNul(text: string): string[] {
  return text.split('\0').filter((part) => part !== '');
}
