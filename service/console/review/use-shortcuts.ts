import { useEffect, useRef, useState } from 'react';
import { keepStored, stored } from '../api/browser-store.ts';
import { type Shortcut, shortcutOf, takesKey } from './shortcuts.ts';

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

/** Buttons and links are pressed by Space; a list that has the focus, and the text itself, are scrolled by the browser. */
const scrollsItself = (element: Element | null, key: string): boolean =>
  element?.closest(`.queue-list, .verdict-text, .outbox-list${key === ' ' ? ', button, a, summary' : ''}`) != null;

/** Calls `act` for keys that are pressed outside of fields, lists and dialogues. Where it scrolls nothing, the page is scrolled. */
export function useShortcuts(isOn: boolean, candidates: number, act: (shortcut: Shortcut) => unknown): void {
  const latestAct = useRef(act);
  latestAct.current = act;
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (takesKey(target, event.key)) return;
      const shortcut = shortcutOf(event.key, candidates, event.shiftKey);
      if (!shortcut) return;
      if (shortcut.kind === 'scroll') {
        if (!scrollsItself(target, event.key) && latestAct.current(shortcut) === true) event.preventDefault();
        return;
      }
      if (event.repeat) return;
      // Whoever reads what became of other tickets does not decide this one.
      if ((shortcut.kind === 'settle' || shortcut.kind === 'none') && target.closest('.outbox-list')) return;
      event.preventDefault();
      latestAct.current(shortcut);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isOn, candidates]);
}
