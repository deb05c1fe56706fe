import { useEffect, useState } from 'react';

const pauseMs = 250;

/** A value once it has stopped changing: a slider that is being dragged asks the server only where it rests. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
