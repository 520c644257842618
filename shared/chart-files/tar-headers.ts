import { refusedArchive } from './refused-archive.ts';

const blockSize = 512;

/** Types with a body: regular files, the headers of pax, and the long names of GNU tar. */
const typesWithBody = '\u00000xgLK';

/** Types without a body: links, devices, folders and pipes. */
const typesWithoutBody = '123456';

/** Octal size. Readers differ in other forms, so that one of them could hide an entry from another. */
const sizeField = /^ *([0-7]*)[\0 ]*$/;

/** Records of a global header that `git archive` writes: a comment. */
const comments = /^(?:\d+ comment=[^\n]*\n)*$/;

/**
 * Returns a function that checks the headers of a tar archive, given in chunks. Other types of entries than those of
 * `helm package` are refused: this reader would take them for regular files, and Helm reads some of them differently.
 *
 * @throws RequestError `InvalidChart` (the returned function) for such an entry
 */
export function tarHeaderCheck(): (chunk: Uint8Array) => void {
  const block = Buffer.alloc(blockSize);
  let filled = 0;
  let skipped = 0;
  let global = 0;
  const read = (): void => {
    if (global > 0) {
      if (!comments.test(block.toString('latin1', 0, global))) throw refusedArchive('it has a global header');
      global = 0;
      return;
    }
    const { type, size } = parseHeader(block);
    if (type === 'g' && size > blockSize) throw refusedArchive('it has a global header');
    if (type === 'g') global = size;
    else skipped = Math.ceil(size / blockSize) * blockSize;
  };
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const wanted = skipped > 0 ? skipped : blockSize - filled;
      const count = Math.min(wanted, chunk.length - at);
      if (skipped > 0) skipped -= count;
      else {
        block.set(chunk.subarray(at, at + count), filled);
        filled = (filled + count) % blockSize;
        if (filled === 0) read();
      }
      at += count;
    }
  };
}

/** Returns the type and the size of the body (POSIX pax, "ustar Interchange Format"). Empty blocks end an archive. */
function parseHeader(block: Buffer): { type: string; size: number } {
  const type = block.toString('latin1', 156, 157);
  if (typesWithoutBody.includes(type)) return { type, size: 0 };
  if (!typesWithBody.includes(type))
    throw refusedArchive(`an entry has the unknown type ${JSON.stringify(type)}`);
  const [, digits] = sizeField.exec(block.toString('latin1', 124, 136)) ?? [];
  if (digits === undefined) throw refusedArchive('the size of an entry is not an octal number');
  return { type, size: digits === '' ? 0 : Number.parseInt(digits, 8) };
}
