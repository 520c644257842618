/** Media types of charts in a registry: https://helm.sh/docs/topics/registries/#helm-chart-manifest */
export const mediaTypes = {
  config: 'application/vnd.cncf.helm.config.v1+json',
  chart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  /** Charts of early versions of Helm 3, which Helm still reads. */
  legacyChart: 'application/tar+gzip',
  provenance: 'application/vnd.cncf.helm.chart.provenance.v1.prov',
  /** Manifest of an image (OCI image spec). */
  manifest: 'application/vnd.oci.image.manifest.v1+json',
} as const;
