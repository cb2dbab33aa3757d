import {z} from 'zod';

const Line = z.string().min(1).max(70);
const Lines = z.array(Line).max(6).readonly();

/** A merchant's account for transfers in one currency (`AccountView`). Null where that country's forms do not ask. */
export const AccountSchema = z.object({
  holder: Line,
  bank: Line.nullable(),
  iban: z
    .string()
    .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/)
    .nullable(),
  bic: z
    .string()
    .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/)
    .nullable(),
  sort_code: z
    .string()
    .regex(/^\d{2}-\d{2}-\d{2}$/)
    .nullable(),
  routing_number: z
    .string()
    .regex(/^\d{9}$/)
    .nullable(),
  account_number: z
    .string()
    .regex(/^\d{6,17}$/)
    .nullable(),
  address: Lines,
});
