import type { Config } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { eraseCustomer, eraseTickets } from '../review/store/forget.ts';
import { forgetWords } from '../review/store/tidy-texts.ts';
import { openOwnStore } from './open-own-store.ts';

export interface EraseOptions {
  customer?: string;
  ticket?: string[];
}

/** Deletes all that the store keeps of a customer's tickets, or of single ones, for good. */
export async function erase({ review }: Config, { customer, ticket = [] }: EraseOptions): Promise<void> {
  const wanted = [customer?.trim() ?? '', ...ticket].filter((name) => name !== '');
  if (wanted.length === 0) {
    throw new SignalboxError('INPUT_INVALID', 'nobody is named whose tickets to erase', {
      remedy: 'give --customer with an address or number as the helpdesk sends it, or --ticket with ids',
    });
  }
  const store = await openOwnStore(review);
  try {
    const now = new Date();
    const ofCustomer = customer?.trim() ? await eraseCustomer(store.db, customer, now) : [];
    const named = await eraseTickets(store.db, ticket, now);
    // A ticket of the customer may be named as well, and is not there any more by then.
    const erased = new Set([...ofCustomer, ...named.erased]);
    const unknown = named.unknown.filter((id) => !erased.has(id));
    // Also where nothing was found: an earlier erasure may have been cut off before it came to this.
    const untidied = await forgetWords(store.db).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    process.stdout.write(describeErased(erased.size));
    if (customer?.trim() && ofCustomer.length === 0) {
      process.stdout.write(
        'Nothing that is kept names this customer; what was sent until now and is still to be read is left out.\n' +
          'Check the spelling, or erase single tickets by --ticket.\n',
      );
    }
    if (unknown.length > 0) {
      process.stdout.write(
        `Nothing was kept of ${unknown.map((id) => JSON.stringify(id)).join(', ')}. Check the ids.\n` +
          'They stay remembered: whatever comes of tickets with these ids is left out.\n',
      );
    }
    if (untidied !== null) {
      process.stderr.write(
        `The index of words could not be made anew (${untidied}), and its file still has single words of what was erased. Run the same command again.\n`,
      );
      process.exitCode = 1;
    }
  } finally {
    await store.close();
  }
}

function describeErased(count: number): string {
  if (count === 0) return 'No ticket erased.\n';
  return count === 1
    ? '1 ticket erased; it does not come back when the topics are read again.\n'
    : `${count} tickets erased; none of them comes back when the topics are read again.\n`;
}
