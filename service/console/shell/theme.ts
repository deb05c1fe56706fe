import { useState } from 'react';
import { keepStored, stored } from '../api/browser-store.ts';

export type Theme = 'system' | 'light' | 'dark';

const key = 'signalbox.theme'; // read by public/theme.js too

const storedTheme = (): Theme => {
  const theme = stored(key);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

/** Light, dark, or as the system has it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  return [
    theme,
    (chosen) => {
      keepStored(key, chosen);
      if (chosen === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = chosen;
      setTheme(chosen);
    },
  ];
}
