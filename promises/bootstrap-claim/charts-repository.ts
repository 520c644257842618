import * as z from 'zod';
import { lowerHostPart, portPart } from '../../shared/promise/addresses.ts';
import { boundedRecord } from '../../shared/promise/collections.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { boundedText, chartName, exactVersion, label } from '../../shared/promise/vocabulary.ts';
import { allowedCharts } from './allowed-charts.ts';

/** Returns the schema of the chart registry and the pinned chart versions. */
export function chartsRepository() {
  return z
    .strictObject({
      type: z
        .enum(['oci'], {
          error: ({ input }) =>
            input === 'git'
              ? 'git is not supported: a chart in Git cannot be pinned to what was validated; publish it to an OCI registry'
              : 'Expected oci',
        })
        .default('oci')
        .describe('Kind of registry'),
      url: boundedText(512)
        .regex(
          new RegExp(`^oci://${lowerHostPart}${portPart}(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`),
          invalid('OCI registry address', 'use oci://host[:port][/path] in lower case'),
        )
        .describe('Folder of charts in an OCI registry'),
      version: exactVersion()
        .optional()
        .describe(
          'Version of every chart that is not pinned otherwise. Defaults to the version built into the image',
        ),
      versions: chartVersions()
        .default({})
        .describe('Pinned chart versions, by chart. They override version'),
      environments: boundedRecord(label(), chartVersions(), { max: 50 })
        .default({})
        .describe(
          'Pinned chart versions of single environments, by environment and chart. They override version and versions',
        ),
      allowed: allowedCharts(),
      plainHTTP: z
        .boolean()
        .default(false)
        .describe('Set to true if the registry has no TLS. Not needed for a registry on loopback'),
    })
    .describe('OCI registry of the charts');
}

function chartVersions() {
  return boundedRecord(chartName(), exactVersion(), { max: 50 });
}
