import type * as z from 'zod';

/**
 * Marks fields as further settings of a topic, which a first request does not need: forms show them after the others,
 * together with those of the same topic.
 *
 * @param topic key in camel case, such as `network`
 */
export function furtherSettings<Fields extends object>(topic: string, fields: Fields): Fields {
  const marked = Object.entries(fields as Record<string, z.ZodType>).map(([key, field]) => [
    key,
    field.meta({ 'x-topic': topic }),
  ]);
  return Object.fromEntries(marked) as Fields;
}
