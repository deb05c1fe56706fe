import { z } from 'zod';
import { nearestName } from './nearest-name.ts';

/**
 * What is wrong with a field of what people write, in their words, and which name was probably meant.
 * @param content the whole as it was read
 */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, content: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(schema, issue.path);
    const present = Object.keys((valueAt(content, issue.path) ?? {}) as object);
    return issue.keys
      .map((key) => {
        const meant = nearestName(
          key,
          known.filter((name) => !present.includes(name)),
        );
        return `there is no field ${key}${meant ? ` (did you mean ${meant}?)` : ''}`;
      })
      .join('; ');
  }
  // Where the schema says in its own words what is wanted, these are better.
  const isUnworded = issue.message.startsWith('Invalid input');
  if (issue.code === 'invalid_type' && isUnworded && valueAt(content, issue.path) === undefined) return 'is missing';
  return issue.message;
}

/** All that does not fit, with its places, in one line. */
export function describeIssues({ issues }: z.core.$ZodError, schema: z.ZodType, content: unknown): string {
  return issues
    .map((issue) => {
      const place = issue.path.map(String).join('.');
      return `${place === '' ? '' : `${place}: `}${describeIssue(issue, schema, content)}`;
    })
    .join('; ');
}

export function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | null | undefined)?.[key], content);
}

/** Names of the fields that may stand there. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<unknown>((part, key) => {
    const whole = unwrapped(part);
    if (whole instanceof z.ZodObject) return whole.shape[String(key)];
    return whole instanceof z.ZodArray ? whole.element : undefined;
  }, schema);
  const object = unwrapped(at);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

/** Without what makes it optional or gives it a default. */
function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrapped(schema.unwrap());
  return schema;
}
