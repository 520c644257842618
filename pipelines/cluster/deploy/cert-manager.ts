/** Namespace of cert-manager. */
export const certManagerNamespace = 'cert-manager';

/** CustomResourceDefinition whose presence shows that cert-manager is installed. */
export const certManagerDefinition = 'certificates.cert-manager.io';
