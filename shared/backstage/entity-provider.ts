import { type Document, parseAllDocuments } from 'yaml';
import { isRecord } from '../is-record.ts';
import { unownedGroup } from './unowned-group.ts';

/** File of a Git repository. */
interface TreeFile {
  readonly path: string;
  content(): Promise<Buffer>;
}

/** Folder in Git with files of entities. */
export interface Folder {
  /** Address such as `https://git.example.com/acme/state-store/tree/main/catalog`. */
  readonly url: string;
  /** Matches the paths of the files. */
  readonly files: RegExp;
}

/** Services of Backstage that the provider uses. */
export interface ProviderOptions {
  readonly folders: readonly Folder[];
  readonly reader: {
    readTree(
      url: string,
      options: { etag?: string; filter: (path: string) => boolean },
    ): Promise<{ readonly etag: string; files(): Promise<TreeFile[]> }>;
  };
  readonly logger: { warn(message: string): void };
}

interface Connection {
  applyMutation(mutation: {
    type: 'full';
    entities: { entity: object; locationKey: string }[];
  }): Promise<void>;
}

/** Entities of a folder, and the state of the folder in which they were found. */
interface Found {
  readonly etag: string;
  readonly entities: readonly object[];
}

/**
 * Provider of the entities in folders of Git repositories. Backstage's own providers need a list of files on some Git
 * hosts; this one reads a whole folder, so that removed files disappear from the catalog.
 */
export class FolderEntityProvider {
  private readonly options: ProviderOptions;
  private readonly known = new Map<string, Found>();
  private connection: Connection | undefined;

  constructor(options: ProviderOptions) {
    this.options = options;
  }

  getProviderName(): string {
    return 'infraforge';
  }

  async connect(connection: Connection): Promise<void> {
    this.connection = connection;
  }

  /** Reads the folders that have changed. An unreachable folder keeps its entities. */
  async refresh(): Promise<void> {
    const changes = await Promise.all(this.options.folders.map((folder) => this.read(folder)));
    if (!changes.includes(true)) return;
    const entities = [...this.known.values()].flatMap((found) => found.entities);
    await this.connection?.applyMutation({
      type: 'full',
      entities: [...entities, ...unownedGroup(entities)].map((entity) => ({
        entity,
        locationKey: 'infraforge',
      })),
    });
  }

  /** Returns true if the folder has other entities than before. */
  private async read({ url, files: pattern }: Folder): Promise<boolean> {
    const { reader, logger } = this.options;
    const etag = this.known.get(url)?.etag;
    try {
      const tree = await reader.readTree(url, {
        ...(etag && { etag }),
        filter: (path) => pattern.test(path),
      });
      const files = await tree.files();
      const entities = await Promise.all(files.map((file) => this.entitiesOf(url, file)));
      this.known.set(url, { etag: tree.etag, entities: entities.flat() });
      return true;
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'NotModifiedError') logger.warn(`Read the entities of ${url}: ${message}`);
      return false;
    }
  }

  /** Returns the entities of a file. Skips documents that are not entities, because the catalog would refuse all of them. */
  private async entitiesOf(folder: string, file: TreeFile): Promise<object[]> {
    const location = `url:${folder.replace(/\/$/, '')}/${file.path}`;
    const documents = [parseAllDocuments((await file.content()).toString('utf8'))].flat();
    const found = documents
      .map((document) => entityIn(document as Document))
      .filter((one) => one !== undefined);
    if (found.length === 0) this.options.logger.warn(`No entities in ${location}`);
    else if (found.length < documents.length)
      this.options.logger.warn(`Skipped a document that is not an entity in ${location}`);
    return found.map((entity) => located(entity, location));
  }
}

/** Returns the entity of a document; undefined if it does not parse, or does not identify an entity. */
function entityIn(document: Document): Record<string, unknown> | undefined {
  if (document.errors.length > 0) return undefined;
  try {
    const entity: unknown = document.toJS();
    return isEntity(entity) ? entity : undefined;
  } catch {
    // Aliases that multiply, or lead nowhere.
    return undefined;
  }
}

/** Returns true for what the catalog accepts as an entity (catalog-model, `EntityEnvelope.schema.json`). */
function isEntity(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value) || !isRecord(value['metadata'])) return false;
  const { name, namespace } = value['metadata'];
  return [value['apiVersion'], value['kind'], name, namespace ?? name].every(
    (text) => typeof text === 'string' && text !== '',
  );
}

function located(entity: Record<string, unknown>, location: string): object {
  const metadata = entity['metadata'] as Record<string, unknown>;
  const annotations = isRecord(metadata['annotations']) ? metadata['annotations'] : {};
  return {
    ...entity,
    metadata: {
      ...metadata,
      annotations: {
        ...annotations,
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
      },
    },
  };
}
