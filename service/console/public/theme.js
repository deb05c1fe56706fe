// Before the first paint, so that a chosen theme does not flash up as the other one.
try {
  const chosenTheme = localStorage.getItem('signalbox.theme');
  if (chosenTheme === 'light' || chosenTheme === 'dark') document.documentElement.dataset.theme = chosenTheme;
} catch {
  // A browser that refuses its store has chosen nothing.
}
