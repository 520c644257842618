import * as z from 'zod';
import { boundedRecord, itemList } from '../../shared/promise/collections.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { boundedText } from '../../shared/promise/vocabulary.ts';
import { engineFields, userName } from '../../shared/service/engine-fields.ts';

/** Topics and users of Kafka. */
export const kafkaFields = engineFields({
  schema: () => z.strictObject({ topics: topics().optional(), users: users().optional() }),
  values: { topics: 'kafka.topics', users: 'kafka.users' },
  contents: [{ list: 'topics', kind: 'topic' }],
});

function topics() {
  const topic = z.strictObject({
    name: topicName().describe('Name of the topic'),
    partitions: z
      .int()
      .min(1)
      .max(10_000)
      .describe('Number of partitions. Can be increased, but not decreased'),
    replicas: z
      .int()
      .min(1)
      .max(9)
      .optional()
      .describe('Copies of each partition, at most the number of brokers. Cannot be changed'),
    retention: boundedText(8)
      .regex(
        /^([1-9][0-9]{0,4}[mhd]|forever)$/,
        invalid('retention', 'use minutes, hours or days, such as "30m", "12h" or "7d", or "forever"'),
      )
      .optional()
      .describe('Time after which messages are deleted, such as "7d", or "forever"'),
    config: boundedRecord(
      boundedText(128).regex(
        /^[a-z][a-z0-9]*(\.[a-z0-9]+)+$/,
        invalid('setting', 'use a setting of topics, such as "cleanup.policy"'),
      ),
      boundedText(1024).regex(/^[^\r\n]*$/, invalid('setting', 'use one line')),
      { max: 50 },
    )
      .optional()
      .describe('Further settings of the topic, as strings'),
  });
  return itemList(topic, { min: 0, max: 200 }).describe(
    'Topics. Removing a topic deletes its data, and is refused for a protected service',
  );
}

function topicName() {
  return boundedText(200).regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    invalid('topic', 'use letters, digits, dots, dashes and underscores; begin with a letter or digit'),
  );
}

function users() {
  const access = z.strictObject({
    topic: topicName().describe('Name of a topic'),
    prefix: z
      .boolean()
      .optional()
      .describe('Set to true for every topic whose name begins with that of the field topic'),
    permission: z.enum(['read', 'write', 'readWrite']).describe('Permission for the messages of the topic'),
  });
  const user = z.strictObject({
    name: userName().describe(
      'Name of the user. In Kafka, the name is <service>.<name>, as is that of the Secret with the password',
    ),
    access: z.array(access).max(50).optional().describe('Topics that the user can access'),
  });
  return itemList(user, { min: 0, max: 100 }).describe('Users besides that of the applications');
}
