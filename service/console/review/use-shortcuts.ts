import { useEffect, useRef, useState } from 'react';
import { keepStored, stored } from '../api/browser-store.ts';
import { type Shortcut, shortcutOf } from './shortcuts.ts';

const key = 'signalbox.shortcuts';

/** Single keys can be switched off: speech input types them by accident. */
export function useShortcutSwitch(): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => stored(key) !== 'off');
  return [
    isOn,
    (next) => {
      setOn(next);
      keepStored(key, next ? 'on' : 'off');
    },
  ];
}

/** Fields, lists and dialogues have a use for single keys themselves. */
export const takesKeys = (element: Element | null): boolean =>
  element?.closest(
    'input, textarea, select, [role=listbox], [role=dialog], [role=radiogroup], [role=menu], [contenteditable]',
  ) != null;

/** Calls `act` for keys that are pressed outside of fields, lists and dialogues. */
export function useShortcuts(isOn: boolean, candidates: number, act: (shortcut: Shortcut) => void): void {
  const latestAct = useRef(act);
  latestAct.current = act;
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
      if (takesKeys(event.target as HTMLElement)) return;
      const shortcut = shortcutOf(event.key, candidates);
      if (!shortcut) return;
      event.preventDefault();
      latestAct.current(shortcut);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isOn, candidates]);
}
