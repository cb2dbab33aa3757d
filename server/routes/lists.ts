import {z} from '@hono/zod-openapi';

const limitMax = 100;

/** What every list takes. */
export const ListQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(limitMax))
    .optional()
    .openapi({type: 'integer', minimum: 1, maximum: limitMax, default: 10}),
  starting_after: z.string().min(1).max(100).optional().openapi({description: 'The id after which the page begins'}),
});

/** When nothing is asked. */
export const limitDefault = 10;

/** What every list gives: a page, and whether there is more. */
export function listOf<S extends z.ZodType>(item: S) {
  return z.object({data: z.array(item), has_more: z.boolean()});
}

/** A page out of one row more than was asked for. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
): {readonly page: readonly T[]; readonly has_more: boolean} {
  return {page: rows.slice(0, limit), has_more: rows.length > limit};
}
