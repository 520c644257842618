import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { isRegistryHost } from './image-source.ts';

/**
 * Returns an image or a registry below a mirror. An image without a registry is one of Docker Hub, as for every container
 * runtime.
 *
 * @example
 * mirrored('rabbitmq', 'registry.example.com/mirror'); // 'registry.example.com/mirror/docker.io/library/rabbitmq'
 */
export function mirrored(image: string, mirror: string): string {
  const [first = '', ...rest] = image.split('/');
  const registry = rest.length === 0 ? 'docker.io/library/' : 'docker.io/';
  return `${mirror}/${isRegistryHost(first) ? '' : registry}${image}`;
}

/** Returns the values that move each image of a chart's defaults, `image.repository` at any depth, below a mirror. */
export function mirroredImages(defaults: Values, mirror: string): Values {
  const entries = Object.entries(defaults).flatMap(([key, value]): [string, Value][] => {
    if (!isMap(value)) return [];
    const { repository } = value;
    const isImage = key === 'image' && typeof repository === 'string' && repository !== '';
    const found = isImage ? { repository: mirrored(repository, mirror) } : mirroredImages(value, mirror);
    return Object.keys(found).length === 0 ? [] : [[key, found]];
  });
  return Object.fromEntries(entries);
}
