import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Package that is bundled, at least in part. */
export interface BundledLicence {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json. */
  readonly license: string;
  /** Licence files and notices. */
  readonly texts: readonly string[];
}

/**
 * Returns the licences of every bundled package, by its folder.
 *
 * @param root the project's folder
 * @param inputs paths of the bundled files below it, as esbuild's metafile lists them
 * @throws Error if a package has no licence file: it cannot be redistributed
 */
export async function bundledLicences(root: string, inputs: readonly string[]): Promise<BundledLicence[]> {
  const folders = new Set(inputs.flatMap((path) => packageFolder(path) ?? []));
  return Promise.all([...folders].sort().map((folder) => readLicence(join(root, folder))));
}

/** Prints the file of licences beside the bundles. */
export function printLicences(licences: readonly BundledLicence[]): string {
  const texts = licences.map(({ name, version, license, texts }) =>
    [`${name} ${version} (${license})`, ...texts].join('\n\n'),
  );
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function readLicence(folder: string): Promise<BundledLicence> {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^((un)?licen[cs]e|copying|notice)/i.test(file));
  const found = await Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')));
  const texts = found.length === 0 && license === 'MIT' && author !== undefined ? [mitText(author)] : found;
  if (texts.length === 0) throw new Error(`Package "${name}" has no licence text and cannot be bundled`);
  return { name, version, license, texts: texts.map((text) => text.trim()) };
}

/** MIT licence (SPDX licence list) for a package that names the licence and its author, but has no licence file. */
function mitText(author: string | { name: string }): string {
  const holder = typeof author === 'string' ? author : author.name;
  return `Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
