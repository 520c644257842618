import type { Problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import type { Operator } from '../release/operator.ts';
import type { PodGroup } from '../release/pod-group.ts';
import type { Scaling, serviceCatalogTypes } from '../release/release.ts';
import type { EngineFields } from './engine-fields.ts';
import type { Floors, Sizes } from './engine-sizes.ts';
import type { EngineVersions } from './engine-versions.ts';

/** Connection of a service: a Service in the release's namespace and the Secret with its credentials. */
export interface Connection {
  /** Name of the Service. */
  readonly service: string;
  readonly port: number;
  /** Scheme of the URL of an engine that clients reach by HTTP. */
  readonly scheme?: 'http' | 'https';
  /** Further facts that are not secret, such as the name of the database. */
  readonly facts?: Readonly<Record<string, string>>;
  readonly secretName?: string;
  /** Keys of this Secret by the fact that each holds, as the operator or the requester creates them. */
  readonly secretKeys?: Readonly<Record<string, string>>;
  /** Secret whose key `ca.crt` is the certificate authority of the server. */
  readonly caSecret?: string;
  /** Secret with the key that encrypts the data. It cannot be replaced, and the data is lost without it. */
  readonly sealSecret?: string;
  /** Name of the Service of the connection pooler. */
  readonly pooler?: string;
}

/** Operator that a value of the chart needs. */
export interface NeededOperator {
  readonly operator: Operator;
  /** Path of the value. */
  readonly path: string;
}

/** Other name of a type, accepted with a warning. */
export interface TypeAlias {
  readonly name: string;
  /** Reason why the type has another name, as the end of a sentence. */
  readonly reason: string;
}

/** Backups of an engine and their restore. An engine without restore has none. */
export interface EngineBackup {
  /** Method of the backups, for the reference page. */
  readonly method: string;
  /** Way to restore a new service from them, for the reference page. */
  readonly restore: string;
  /** Operator of the backups besides that of the engine. */
  readonly operator?: Operator;
  /** Prefixes of the supported destinations, such as `s3://`. Defaults to all. */
  readonly stores?: readonly string[];
  /** Reason why a backup needs a Secret, as the end of a sentence; absent if pods can have an identity instead. */
  readonly secretReason?: string;
  /** Reason why a request cannot restore, as the end of a sentence; absent if it can. */
  readonly restoreReason?: string;
  /** Returns the series of versions of an archive, by its folder; absent if one archive serves every version. */
  seriesOf?(serverName: string): string | undefined;
  /** Returns the folder of the archive below the destination. */
  serverName(merged: Values): string;
}

/** Definition of a platform service: everything that is specific to its engine. */
export interface ServiceDefinition {
  /** `type` of an item and name of the chart. */
  readonly type: string;
  /** Other names of the type. A delivered service can change from one to the other. */
  readonly aliases?: readonly TypeAlias[];
  /** Name of the engine as its vendor spells it. */
  readonly engine: string;
  /** Type of the service in a software catalog. */
  readonly catalogType: (typeof serviceCatalogTypes)[number];
  /** Kind of a request for one service, and its plural. Neither can change. */
  readonly kind: string;
  readonly plural: string;
  /** Licence of the server. */
  readonly licence: string;
  /** Maximum length of an item name in characters, because the operator derives longer names from it. */
  readonly nameLimit: number;
  /** Operator that serves the custom resources of the chart; absent for an engine without one. */
  readonly operator?: Operator;
  /** API versions of the custom resources that the chart renders: `postgresql.cnpg.io/v1`. */
  readonly apiVersions: readonly string[];
  /** Engine versions that both the chart and the operator support, and the possible upgrades. */
  readonly versions: EngineVersions;
  /** Minimum amounts of one instance. */
  readonly floors: Floors;
  /** Presets of `size`, at or above the floors. */
  readonly sizes: Sizes;
  /** False if the operator cannot grow volumes. Defaults to true. */
  readonly growsStorage?: boolean;
  /** Modes of the engine; the first is the default outside production. */
  readonly modes?: readonly string[];
  /** Backups and their restore; false if the platform cannot restore the engine. */
  readonly backup: false | EngineBackup;
  /** Reason why the engine has no backup, as the end of a sentence. */
  readonly noBackupReason?: string;
  /** True if the engine can run with three replicas and a disruption budget. */
  readonly highAvailability: boolean;
  /** Source of the credentials: the operator, or an existing Secret that the request must or may name. */
  readonly credentials: 'operator' | 'required' | 'optional';
  /** TLS that a Secret with a certificate enables; absent for an engine that always or never has it. */
  readonly tls?: { readonly port: number; readonly secretPath: string };
  /** Method by which clients sign in without a Secret; absent if they need the Secret of the connection. */
  readonly signIn?: string;
  /** Allowed changes of the number of replicas. Defaults to both directions. */
  readonly scaling?: Scaling;
  /** Reason why a service cannot change between one replica and several; absent if it can. */
  readonly singleReplicaReason?: string;
  /** Returns the operators that values need besides that of the engine. */
  furtherOperators?(merged: Values): readonly NeededOperator[];
  /** Returns the default number of replicas of a mode; undefined for the chart's default. */
  defaultReplicas?(mode: string): number | undefined;
  /** Returns the names of Services and accounts besides that of the item. No other release may have them. */
  derivedNames(name: string): readonly string[];
  /** Returns the connection for a name and merged values. */
  connection(name: string, merged: Values): Connection;
  /** Fields that only this engine has. */
  readonly fields?: EngineFields;
  /**
   * Returns the contents of the service, which hold data, as unique names such as `topic/orders`. Settings that cannot change freely
   * follow after a space: `topic/orders partitions=12`.
   */
  contents?(merged: Values): readonly string[];
  /** Returns why contents of the service cannot be changed this way, with the fix; undefined if they can. */
  contentChangeProblem?(from: string, to: string): string | undefined;
  /** Returns the names of further Secrets with credentials of users. */
  userSecrets?(name: string, merged: Values): readonly string[];
  /** Returns the pods of the engine. Defaults to `replicas` with one container and one volume each. */
  pods?(merged: Values): readonly PodGroup[];
  /** Returns the size of a further volume for the write-ahead log; undefined without one. */
  walVolume?(merged: Values): string | undefined;
  /** Reports problems of the name and the merged values that a schema cannot express. Paths are value paths. */
  check?(merged: Values, name: string): Problem[];
  /** Returns warnings about the merged values. */
  warn?(merged: Values): readonly string[];
}

/** Defines a platform service, whose chart is in the same folder. */
export function defineService(definition: ServiceDefinition): ServiceDefinition {
  return definition;
}
