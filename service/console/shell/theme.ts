import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const key = 'signalbox.theme'; // read by public/theme.js too

const stored = (): Theme => {
  const theme = localStorage.getItem(key);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

/** Light, dark, or as the system has it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored);
  return [
    theme,
    (chosen) => {
      localStorage.setItem(key, chosen);
      if (chosen === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = chosen;
      setTheme(chosen);
    },
  ];
}
