export interface LatestAsked<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** Keeps so many values, and forgets first what was asked for longest ago. */
export function createLatestAsked<Value>(most: number): LatestAsked<Value> {
  const values = new Map<string, Value>();
  function set(key: string, value: Value): void {
    values.delete(key); // a map is in the order in which its keys came
    values.set(key, value);
    for (const oldest of values.keys()) if (values.size > most) values.delete(oldest);
  }
  return {
    set,
    get(key) {
      const value = values.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    delete: (key) => void values.delete(key),
  };
}
