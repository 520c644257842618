/** Abbreviations in keys, as titles print them. */
const abbreviations: Readonly<Record<string, string>> = {
  acl: 'ACL',
  ca: 'CA',
  cidr: 'CIDR',
  cpu: 'CPU',
  dns: 'DNS',
  grpc: 'gRPC',
  http: 'HTTP',
  https: 'HTTPS',
  id: 'ID',
  ip: 'IP',
  keda: 'KEDA',
  tcp: 'TCP',
  tls: 'TLS',
  url: 'URL',
};

/** Keys and kinds that are names, in lower case. */
const names: Readonly<Record<string, string>> = {
  infraforge: 'InfraForge',
  mongodb: 'MongoDB',
  objectstorage: 'Object storage',
  postgresql: 'PostgreSQL',
  rabbitmq: 'RabbitMQ',
};

/** Returns a key or a kind in words: `healthCheck` is "Health check", and `giteaURL` is "Gitea URL". */
export function inWords(key: string): string {
  const name = names[key.toLowerCase()];
  if (name !== undefined) return name;
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))
    .map((word) => abbreviations[word] ?? word);
  const [first = '', ...rest] = words;
  return [first === 'gRPC' ? first : first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' ');
}

/** Returns the singular of a title: "Applications" is "Application", and "Policies" is "Policy". */
export function singular(title: string): string {
  if (/ies$/.test(title)) return title.replace(/ies$/, 'y');
  if (/(ss|x|ch|alias)es$/.test(title)) return title.replace(/es$/, '');
  return /[^s]s$/.test(title) ? title.slice(0, -1) : title;
}
