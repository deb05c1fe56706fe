import { z } from 'zod';

/**
 * A contract as it is read: at every level, fields that a newer version may have added are left out instead of refused. Of two
 * versions side by side in an upgrade the older one goes on so.
 */
export function tolerant<Schema extends z.ZodType>(schema: Schema): Schema {
  return withoutUnknown(schema) as Schema;
}

function withoutUnknown(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries<z.core.$ZodType>(schema.shape).map(([name, field]) => [name, withoutUnknown(field)]);
    return schema.clone({ ...schema.def, shape: Object.fromEntries(fields), catchall: undefined });
  }
  if (schema instanceof z.ZodArray) return schema.clone({ ...schema.def, element: withoutUnknown(schema.element) });
  if (schema instanceof z.ZodUnion) return schema.clone({ ...schema.def, options: schema.options.map(withoutUnknown) });
  if (schema instanceof z.ZodOptional) return z.optional(withoutUnknown(schema.unwrap()));
  if (schema instanceof z.ZodNullable) return z.nullable(withoutUnknown(schema.unwrap()));
  if (schema instanceof z.ZodDefault)
    return schema.clone({ ...schema.def, innerType: withoutUnknown(schema.unwrap()) });
  return schema;
}
