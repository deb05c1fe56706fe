import { useLayoutEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { useIsReturn } from '../parts/returning.ts';

/** By the address of a list, how far it was scrolled. */
const scrolled = new Map<string, number>();

/**
 * A list that one comes back to by a link (`returning`, together with `preventScrollReset`) is where it was left; the browser's own way back restores it by itself.
 * @param isThere its rows are
 */
export function useKeptScroll(isThere: boolean): void {
  const { pathname, search } = useLocation();
  const address = `${pathname}${search}`;
  const isReturn = useIsReturn();
  const isRestored = useRef(false);
  useLayoutEffect(() => {
    if (!isThere || isRestored.current) return;
    isRestored.current = true;
    if (isReturn) window.scrollTo(0, scrolled.get(address) ?? 0);
  }, [isThere, isReturn, address]);
  useLayoutEffect(() => {
    const keep = () => scrolled.set(address, window.scrollY);
    window.addEventListener('scroll', keep, { passive: true });
    return () => window.removeEventListener('scroll', keep);
  }, [address]);
}
