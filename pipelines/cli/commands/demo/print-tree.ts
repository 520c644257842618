/** Returns files as a tree. A folder with only one subfolder shares its line. */
export function printTree(paths: readonly string[]): string {
  return printFolder(buildTree(paths.map((path) => path.split('/'))), '').join('\n');
}

/** Content of a folder by name; a file has no content. */
type Folder = ReadonlyMap<string, Folder>;

function buildTree(paths: readonly (readonly string[])[]): Folder {
  const names = [...new Set(paths.map(([name = '']) => name))].sort();
  return new Map(
    names.map((name) => {
      const below = paths.filter(([first, ...rest]) => first === name && rest.length > 0);
      return [name, buildTree(below.map(([, ...rest]) => rest))];
    }),
  );
}

function printFolder(folder: Folder, indent: string): string[] {
  return [...folder].flatMap(([name, below], index) => {
    const isLast = index === folder.size - 1;
    const [label, rest] = joinSingleFolders(name, below);
    const line = `${indent}${isLast ? '└─ ' : '├─ '}${label}${rest.size > 0 ? '/' : ''}`;
    return [line, ...printFolder(rest, `${indent}${isLast ? '   ' : '│  '}`)];
  });
}

function joinSingleFolders(name: string, folder: Folder): [string, Folder] {
  const [[only, below] = ['', new Map() as Folder], ...others] = [...folder];
  if (folder.size === 0 || others.length > 0 || below.size === 0) return [name, folder];
  return joinSingleFolders(`${name}/${only}`, below);
}
