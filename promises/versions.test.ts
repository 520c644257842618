import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareVersions, engineImages, type ImageVersions } from '../pipelines/build/image-versions.ts';
import { chart } from '../test/support/charts.ts';
import { servicesWithImages } from '../test/support/services-with-images.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'image-versions.json'), 'utf8'),
) as ImageVersions;

describe.each(servicesWithImages)('the versions of $type', ({ type, versions: { series } }) => {
  const known = series.flatMap(({ versions }) => versions);
  const ofSeries = (name: string): readonly string[] =>
    (recorded[type]?.versions ?? []).filter((version) => version.startsWith(`${name}.`));

  it('all have an image in the recorded list', () => {
    expect(known.filter((version) => !recorded[type]?.versions.includes(version))).toEqual([]);
  });

  it('include the latest recorded version of each series, which has its fixes', () => {
    const missing = series.filter(({ name, versions }) => ofSeries(name).at(-1) !== versions.at(-1));
    expect(missing.map(({ name }) => `${name}: ${ofSeries(name).at(-1)}`)).toEqual([]);
  });

  it('are in the order in which they appeared, in the table and in the list', () => {
    for (const list of [known, recorded[type]!.versions])
      expect([...list].sort(compareVersions)).toEqual(list);
  });

  it('are the tags of the image of the chart', () => {
    const { image, version } = chart(type).values as { image?: { repository: string }; version: string };
    const { registry, repository, tag } = engineImages[type]!;
    const names = [`${registry}/${repository}`, repository, repository.replace('library/', '')];
    if (image !== undefined) expect(names).toContain(image.repository);
    const [prefix, suffix] = { redis: ['v', ''], rabbitmq: ['', '-management'] }[type] ?? ['', ''];
    const more = { postgresql: '-standard-trixie' }[type] ?? suffix;
    const before = type === 'kafka' ? '1.2.0-kafka-' : prefix;
    expect(tag.exec(`${before}${version}${more}`)?.[1]).toBe(version);
  });
});
