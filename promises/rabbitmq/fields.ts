import * as z from 'zod';
import { boundedRecord, itemList, withUniqueKey } from '../../shared/promise/collections.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { boundedText, objectName } from '../../shared/promise/vocabulary.ts';
import { engineFields, userName } from '../../shared/service/engine-fields.ts';

/** TLS, virtual hosts, users, queues and policies of RabbitMQ. */
export const rabbitmqFields = engineFields({
  schema: () =>
    z.strictObject({
      tls: tls().optional(),
      vhosts: vhosts().optional(),
      users: users().optional(),
      queues: queues().optional(),
      policies: policies().optional(),
    }),
  values: {
    tls: { secretName: 'rabbitmq.tls.secretName' },
    vhosts: 'rabbitmq.vhosts',
    users: 'rabbitmq.users',
    queues: 'rabbitmq.queues',
    policies: 'rabbitmq.policies',
  },
  contents: [
    { list: 'vhosts', kind: 'vhost' },
    {
      list: 'queues',
      kind: 'queue',
      name: "(has(entry.vhost) && entry.vhost != '/' ? entry.vhost + '/' : '') + entry.name",
    },
  ],
});

const name = (limit: number) =>
  boundedText(limit).regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    invalid('name', 'use letters, digits, dots, dashes and underscores; begin with a letter or digit'),
  );

const vhostReference = () =>
  boundedText(60)
    .regex(
      /^(\/|[A-Za-z0-9][A-Za-z0-9._-]*)$/,
      invalid('virtual host', 'use "/" or the name of a virtual host'),
    )
    .optional()
    .describe('Virtual host. Defaults to "/"');

function tls() {
  return z
    .strictObject({
      secretName: objectName().describe(
        "Existing Secret with tls.crt, tls.key and ca.crt, in the release's namespace",
      ),
    })
    .describe('TLS on port 5671');
}

function vhosts() {
  const vhost = z.strictObject({ name: name(60).describe('Name of the virtual host') });
  return itemList(vhost, { min: 0, max: 50 }).describe(
    'Virtual hosts. Removing a virtual host deletes its queues, and is refused for a protected service',
  );
}

function users() {
  const pattern = (what: string) =>
    boundedText(255)
      .optional()
      .describe(`Regular expression of the names that the user can ${what}. Defaults to none`);
  const permission = z.strictObject({
    vhost: vhostReference(),
    configure: pattern('declare and delete'),
    write: pattern('write to'),
    read: pattern('read from'),
  });
  const user = z.strictObject({
    name: userName().describe(
      'Name of the user in the name of its Secret. RabbitMQ knows it by a random name',
    ),
    permissions: uniqueIn({ entry: permission, max: 50 }, ({ vhost = '/' }) => vhost)
      .optional()
      .describe('Permissions, at most one entry for each virtual host'),
  });
  return itemList(user, { min: 0, max: 100 }).describe('Users besides that of the applications');
}

function queues() {
  const queue = z.strictObject({
    name: name(120).describe('Name of the queue'),
    vhost: vhostReference(),
    type: z
      .enum(['quorum', 'classic', 'stream'])
      .optional()
      .describe('Type of the queue. Defaults to quorum. Cannot be changed'),
  });
  return uniqueIn({ entry: queue, max: 200 }, ({ name, vhost = '/' }) => `${vhost}/${name}`).describe(
    'Durable queues. Removing a queue deletes its messages, and is refused for a protected service',
  );
}

function policies() {
  const policy = z.strictObject({
    name: name(120).describe('Name of the policy'),
    vhost: vhostReference(),
    pattern: boundedText(255).describe('Regular expression of the names that the policy applies to'),
    applyTo: z
      .enum(['queues', 'classic_queues', 'quorum_queues', 'streams', 'exchanges', 'all'])
      .optional()
      .describe('Objects that the policy applies to. Defaults to all'),
    priority: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe('The matching policy with the highest priority applies. Defaults to 0'),
    definition: boundedRecord(
      boundedText(100).regex(
        /^[a-z][a-z0-9-]*$/,
        invalid('setting', 'use a setting of policies, such as "max-length"'),
      ),
      z.union([z.int().min(0).max(maxAmount), boundedText(1024)]).meta({
        'x-kubernetes-int-or-string': true,
        maxLength: 1024,
        minimum: 0,
        maximum: maxAmount,
      }),
      { max: 50 },
    ).describe('Settings of the policy'),
  });
  return uniqueIn({ entry: policy, max: 100 }, ({ name, vhost = '/' }) => `${vhost}/${name}`).describe(
    'Policies of queues and exchanges',
  );
}

const maxAmount = 1_000_000_000_000;

/** Returns a list of entries with different keys. */
function uniqueIn<Entry>(
  { entry, max }: { readonly entry: z.ZodType<Entry>; readonly max: number },
  key: (entry: Entry) => string,
): z.ZodArray<z.ZodType<Entry>> {
  return withUniqueKey<Entry, z.ZodArray<z.ZodType<Entry>>>(z.array(entry).max(max), {
    field: 'name',
    key,
    message: (one) => `Duplicate "${key(one)}"`,
  });
}
