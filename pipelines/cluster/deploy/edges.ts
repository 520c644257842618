import { type ChartsRepository, type PushedChart, packageCharts, pushCharts } from '../../charts/charts.ts';
import { makeCertificate } from './gitea-certificate.ts';
import { readManifest } from './manifest.ts';
import { type Clock, systemClock } from './wait-until.ts';

/** Effects of a deployment outside of the cluster. */
export interface DeployEdges {
  readonly clock: Clock;
  /** Returns the time to compare a certificate with. */
  readonly today: () => Date;
  readonly makeCertificate: typeof makeCertificate;
  readonly readManifest: typeof readManifest;
  /** Packages the charts of a folder of Promises and pushes them. */
  readonly publishCharts: (promises: string, to: ChartsRepository) => Promise<readonly PushedChart[]>;
}

/** Effects of a real deployment. */
export const systemEdges: DeployEdges = {
  clock: systemClock,
  today: () => new Date(),
  makeCertificate,
  readManifest,
  publishCharts: async (promises, to) => pushCharts(await packageCharts(promises), to),
};
