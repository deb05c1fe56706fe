import { useState } from 'react';

/**
 * What a field shows while the address follows it. The address changes a moment later, and a field that waited for it would
 * lose keys that are pressed in between.
 */
export function useOwnValue<Value extends string | number>(
  value: Value,
  report: (value: Value) => void,
): { value: Value; onChange: (value: Value) => void; onBlur: () => void } {
  const [own, setOwn] = useState<Value | null>(null);
  if (own !== null && own === value) setOwn(null);
  return {
    value: own ?? value,
    onChange: (next) => {
      setOwn(next);
      report(next);
    },
    onBlur: () => setOwn(null),
  };
}
