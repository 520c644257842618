import { probeKinds } from '../../../../promises/application-claim/containers/probe.ts';
import { type Conversion, leaveOut, moveField, noteAction, noteChange, replace, was } from './conversion.ts';
import type { Steps } from './draft.ts';
import { type ImageParts, splitImage } from './split-image.ts';

/** Lists of a request whose items are applications. */
export const applicationLists: readonly string[] = ['applications', 'business'];

/** Converts the fields of an application to their current form. */
export function reshapeApplication(conversion: Conversion, item: Steps): void {
  reshapeImage(conversion, item);
  reshapeChart(conversion, item);
  reshapeResources(conversion, [...item, 'resources']);
  reshapePorts(conversion, item);
  reshapeEnv(conversion, [...item, 'env']);
  reshapeProbes(conversion, [...item, 'healthCheck']);
}

/** Hosts of source code. */
const codeHost = /^(https?:|git@|ssh:|git:|(www\.)?(github|gitlab|bitbucket)\.(com|org)\/)/;

/** Splits an image that is one string in `image` or `repository`. Its tag can be in `tag` or `version`. */
function reshapeImage(conversion: Conversion, item: Steps): void {
  const { draft } = conversion;
  const [image, repository] = [
    [...item, 'image'],
    [...item, 'repository'],
  ];
  const given = draft.text(image);
  const source = draft.text(repository);
  if (given !== undefined)
    replace(conversion, image, imageOf(conversion, given, item), 'split into its parts');
  if (source === undefined) return;
  if (draft.get(image) !== undefined) leaveOut(conversion, repository, 'the field image is set already');
  else if (namesImage(source)) {
    noteChange(conversion, repository, `moved to image.repository${was(draft, repository)}`);
    draft.set(image, imageOf(conversion, source, item));
    draft.remove(repository);
  } else {
    const advice = 'it names source code and not an image; use image: {repository: …, tag: …}';
    leaveOut(conversion, repository, advice);
  }
}

/** Returns true for the name of an image with its registry. Without one, source code has such names too. */
function namesImage(text: string): boolean {
  const [host = '', name] = text.split('/');
  return name !== undefined && !codeHost.test(text) && /[.:]|^localhost$/.test(host);
}

/** Returns the parts of an image; without a tag of its own, that of `tag` or `version` beside it. */
function imageOf({ draft }: Conversion, text: string, item: Steps): ImageParts {
  const parts = splitImage(text);
  const tag = draft.text([...item, 'tag']) ?? draft.text([...item, 'version']);
  return parts.tag || parts.digest || tag === undefined ? parts : { ...parts, tag };
}

/**
 * Fills in placeholders for a missing image or tag, so that the application is not left out because of them.
 *
 * @returns false if nothing is missing at this path, or if it is not the path of an application's image
 */
export function fillImage(conversion: Conversion, steps: Steps): boolean {
  const { draft } = conversion;
  const item = steps.slice(0, -1);
  if (!applicationLists.includes(String(steps.at(1))) || steps.length !== 4 || steps.at(-1) !== 'image')
    return false;
  const image = { repository: [...steps, 'repository'], tag: [...steps, 'tag'] };
  const missing = [
    ...(draft.get(image.repository) === undefined ? ['repository' as const] : []),
    ...(draft.get(image.tag) === undefined && draft.get([...steps, 'digest']) === undefined
      ? ['tag' as const]
      : []),
  ];
  const name = draft.text([...item, 'serviceName']) ?? draft.text([...item, 'name']);
  const values = {
    repository: `registry.example.com/${name}`,
    tag: draft.text([...item, 'version']) ?? 'replace-me',
  };
  for (const field of missing) {
    draft.set(image[field], values[field]);
    noteAction(
      conversion,
      image[field],
      `set to the placeholder "${values[field]}"; replace it with the ${field} of your image`,
    );
  }
  return missing.length > 0;
}

/** Turns a chart that is only its name into an object. */
export function reshapeChart(conversion: Conversion, item: Steps): void {
  const steps = [...item, 'chart'];
  const name = conversion.draft.text(steps);
  if (name !== undefined) replace(conversion, steps, { name }, 'turned into an object');
}

/** Turns `cpu: {request, limit}` and `cpu: 100m` into `requests` and `limits`. */
export function reshapeResources(conversion: Conversion, steps: Steps): void {
  const { draft } = conversion;
  for (const name of draft.keys(steps)) {
    if (name === 'requests' || name === 'limits') continue;
    const from = [...steps, name];
    if (draft.text(from) !== undefined) move(conversion, from, [...steps, 'requests', name]);
    for (const side of ['request', 'limit']) {
      if (draft.text([...from, side]) !== undefined)
        move(conversion, [...from, side], [...steps, `${side}s`, name]);
    }
  }
}

function move(conversion: Conversion, from: Steps, to: Steps): void {
  noteChange(conversion, from, `moved to ${to.slice(-3).join('.')}${was(conversion.draft, from)}`);
  conversion.draft.move(from, to);
}

/** Turns `port` and ports that are numbers into entries, and gives the port of the container its current name. */
function reshapePorts(conversion: Conversion, item: Steps): void {
  const { draft } = conversion;
  const [single, list] = [
    [...item, 'port'],
    [...item, 'ports'],
  ];
  const port = draft.text(single);
  if (port !== undefined && draft.get(list) === undefined) {
    noteChange(conversion, single, `moved to ports${was(draft, single)}`);
    draft.set(list, [{ name: 'http', port: numberOr(port) }]);
    draft.remove(single);
  }
  for (let index = 0; index < draft.length(list); index++) {
    const entry = [...list, index];
    const number = draft.text(entry);
    if (number !== undefined) {
      const name = index === 0 ? 'http' : `port-${number}`;
      replace(conversion, entry, { name, port: numberOr(number) }, `named "${name}"`);
    }
    const target = draft.text([...entry, 'targetPort']);
    if (target === undefined) continue;
    noteChange(
      conversion,
      [...entry, 'targetPort'],
      'swapped: port is the port of the container, servicePort the port of the Service',
    );
    draft.set([...entry, 'servicePort'], numberOr(draft.text([...entry, 'port']) ?? target));
    draft.set([...entry, 'port'], numberOr(target));
    draft.remove([...entry, 'targetPort']);
  }
}

/** Turns an object of variables into a list. */
function reshapeEnv(conversion: Conversion, steps: Steps): void {
  const { draft } = conversion;
  const names = draft.keys(steps);
  if (names.length === 0) return;
  const entries = names.map((name) => {
    const value = draft.text([...steps, name]);
    return value === undefined ? { name, valueFrom: draft.get([...steps, name]) } : { name, value };
  });
  replace(conversion, steps, entries, 'turned into a list of name and value');
}

/** Puts path and port of a probe below `http`. */
function reshapeProbes(conversion: Conversion, steps: Steps): void {
  for (const kind of [...probeKinds, ...probeKinds.map((one) => `${one}Probe`)]) {
    if (conversion.draft.text([...steps, kind, 'path']) === undefined) continue;
    for (const field of ['path', 'port'])
      if (conversion.draft.text([...steps, kind, field]) !== undefined)
        moveField(conversion, [...steps, kind, field], [...steps, kind, 'http', field]);
  }
}

/** Returns a number for a string of digits. */
function numberOr(text: string): number | string {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}
