import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../../../shared/kratix/contract.ts';
import { checkOutputPaths } from '../../../shared/kratix/output-path.ts';
import { writeNewFiles } from '../../../shared/kratix/volumes.ts';
import { parseRequestYaml, printYaml } from '../../../shared/yaml.ts';
import { type Git, gitIn } from './git.ts';
import type { WorkPlacement } from './work-placement.ts';

/** One file that differs between two commits. */
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
 * A Git state store in a folder, written as Kratix writes one for a Destination with `path: .` and
 * `filepath.mode: none`: for each work placement a state file that lists its files, one commit for each change,
 * none where the bytes are the same. Like Kratix, it lets the last writer of a path win without a word.
 *
 * One call at a time: Kratix too locks the repository while it writes.
 *
 * Source: syntasso/kratix, `lib/writers/git.go` and `internal/controller/workplacement_controller.go`.
 */
export class GitStateStore {
  readonly folder: string;
  readonly #git: Git;

  private constructor(folder: string, git: Git) {
    this.folder = folder;
    this.#git = git;
  }

  /**
   * Opens the repository in a folder, and makes it with a first commit where there is none: Kratix does not
   * write to a branch without commits.
   * @throws Error where git is not there or the folder cannot be a repository
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
   * Makes the files those of a work placement: what it wrote before and does not want any more goes. Without a
   * single file Kratix deletes the work placement, and so does this.
   * @returns the commit, or undefined where nothing changed
   * @throws Error where a path is unsafe, or git refuses it
   */
  async write(workPlacement: WorkPlacement, files: ReadonlyMap<string, string>): Promise<string | undefined> {
    checkOutputPaths(files.keys());
    const before = this.#filesOf(workPlacement);
    if (files.size === 0) return before === undefined ? undefined : this.remove(workPlacement);
    const paths = [...files.keys()].sort(inFolderOrder);
    const written = new Map([...files, [stateFileOf(workPlacement), printYaml({ files: paths })]]);
    await this.#removeFiles((before ?? []).filter((path) => !files.has(path)));
    await this.#addFiles(written);
    return this.#commit(`Update from: ${workPlacement.name}`);
  }

  /**
   * Removes every file of a work placement, and its state file.
   * @throws Error where there is no state file: Kratix would wait for it for ever
   */
  async remove(workPlacement: WorkPlacement): Promise<string | undefined> {
    const files = this.#filesOf(workPlacement);
    const stateFile = stateFileOf(workPlacement);
    if (files === undefined) throw new Error(`Delete "${workPlacement.name}": no state file "${stateFile}"`);
    await this.#removeFiles([...files, stateFile]);
    return this.#commit(`Delete from: ${workPlacement.name}`);
  }

  /** The newest commit. */
  async head(): Promise<string> {
    return (await this.#git(['rev-parse', 'HEAD'])).trim();
  }

  /** Number of commits, the first one among them. */
  async countCommits(): Promise<number> {
    return Number(await this.#git(['rev-list', '--count', 'HEAD']));
  }

  /** Paths of all files in the newest commit, Kratix's state files among them. */
  async listFiles(): Promise<string[]> {
    return words(await this.#git(['ls-tree', '-r', '-z', '--name-only', 'HEAD']));
  }

  /** Files that differ between two commits, in the order of their paths. */
  async changedFiles(from: string, to = 'HEAD'): Promise<ChangedFile[]> {
    const entries = words(await this.#git(['diff', '--name-status', '--no-renames', '-z', from, to]));
    const pairs = entries.flatMap((path, index) =>
      index % 2 === 0 ? [] : [{ path, letter: entries[index - 1]! }],
    );
    return pairs.map(({ path, letter }) => ({ path, change: changes[letter] ?? 'modified' }));
  }

  /** The difference between two commits as a patch. */
  async diff(from: string, to = 'HEAD'): Promise<string> {
    return this.#git(['diff', '--no-renames', '--no-ext-diff', '--no-color', from, to]);
  }

  /** Message, author and changed files of a commit, as `git show --stat` prints them. */
  async show(commit = 'HEAD'): Promise<string> {
    return this.#git(['show', '--stat', '--no-color', '--format=%h %an: %s', commit]);
  }

  /** The newest content of a file; undefined where there is none. */
  readFile(path: string): string | undefined {
    const file = join(this.folder, path);
    return isFile(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #filesOf(workPlacement: WorkPlacement): readonly string[] | undefined {
    const text = this.readFile(stateFileOf(workPlacement));
    return text === undefined ? undefined : (parseRequestYaml(text) as { files: string[] }).files;
  }

  async #removeFiles(paths: readonly string[]): Promise<void> {
    const there = paths.filter((path) => isFile(join(this.folder, path)));
    if (there.length > 0)
      await this.#git(['rm', '--quiet', '--force', '--ignore-unmatch', ...pathsFromInput], lines(there));
  }

  async #addFiles(files: ReadonlyMap<string, string>): Promise<void> {
    for (const path of files.keys()) {
      if (isFile(join(this.folder, path))) rmSync(join(this.folder, path));
    }
    writeNewFiles(this.folder, files);
    await this.#git(['add', ...pathsFromInput], lines([...files.keys()]));
  }

  async #commit(message: string): Promise<string | undefined> {
    const staged = await this.#git(['diff', '--cached', '--name-only', '-z']);
    if (staged === '') return undefined;
    await this.#git(['commit', '--quiet', '--message', message]);
    return this.head();
  }
}

const pathsFromInput = ['--pathspec-from-file=-', '--pathspec-file-nul'];

function stateFileOf({ namespace, name }: WorkPlacement): string {
  return `${stateFolder}/${namespace}-${name}.yaml`;
}

/** Folder by folder and by bytes within each, as Kratix walks the output. */
function inFolderOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one.replaceAll('/', '\0')), Buffer.from(other.replaceAll('/', '\0')));
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function lines(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

function words(nulTerminated: string): string[] {
  return nulTerminated.split('\0').filter((word) => word !== '');
}
