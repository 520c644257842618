import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packFiles, packModules } from './pack-command.ts';

const unpack = (text = ''): string => brotliDecompressSync(Buffer.from(text, 'base64')).toString();

describe('packModules()', () => {
  it('turns an ES module into CommonJS, and each import() into a call of load()', async () => {
    const text =
      'import { a } from "./a.mjs";\nexport const run = async (file) => [await import("./lazy.mjs"), await import(file), a.import(file)];';
    const { './main.mjs': packed } = await packModules([{ path: '/dist/main.mjs', text }]);
    const code = unpack(packed);
    expect(code).toMatch(/await load\("\.\/lazy\.mjs"\),await load\(\w+\),\w+\.a\.import\(\w+\)/);
    expect(code).toContain('require("./a.mjs")');
    expect(code).toContain('module.exports=');
  });
});

describe('packFiles()', () => {
  it('compresses every file', () => {
    const packed = packFiles(new Map([['promises/a.yaml', Buffer.from('a: é\n'.repeat(100))]]));
    expect(packed['promises/a.yaml']!.length).toBeLessThan(100);
    expect(unpack(packed['promises/a.yaml'])).toBe('a: é\n'.repeat(100));
  });
});
