import { readName } from './read-fields.ts';

/** The customer's tier, and the fields around it that are kept aside. */
export interface CustomerReading {
  tier: string | undefined;
  kept: [string, unknown][];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads `customer.tier`, else `customerTier`; a tier that is no name is kept aside with the customer's other fields. */
export function readCustomer(customer: unknown, customerTier: unknown): CustomerReading {
  const { tier: nested, ...others } = isRecord(customer) ? customer : {};
  const inner = readName(nested);
  const outer = readName(customerTier);
  const kept: [string, unknown][] = [];

  const rest = inner.understood ? others : { ...others, tier: nested };
  if (Object.keys(rest).length > 0) kept.push(['customer', rest]);
  else if (customer !== undefined && customer !== null && !isRecord(customer)) kept.push(['customer', customer]);

  const outerIsUsed = inner.value === undefined || inner.value === outer.value;
  if (!outer.understood || (outer.value !== undefined && !outerIsUsed)) kept.push(['customerTier', customerTier]);
  return { tier: inner.value ?? outer.value, kept };
}
