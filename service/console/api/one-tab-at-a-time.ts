interface Locks {
  request(name: string, act: () => Promise<void>): Promise<void>;
}

/** A page that is not served securely has none, and some browsers refuse them by their settings. */
const locks = (): Locks | undefined => (globalThis as { navigator?: { locks?: Locks } }).navigator?.locks;

/** Acts once no other tab of this browser acts under the same key, and at once where the browser cannot tell. */
export async function oneTabAtATime(key: string, act: () => Promise<void>): Promise<void> {
  let isBegun = false;
  const begin = () => {
    isBegun = true;
    return act();
  };
  try {
    await (locks()?.request(key, begin) ?? begin());
  } catch (error) {
    if (isBegun) throw error;
    await begin();
  }
}
