// Before the first paint, so that a chosen theme does not flash up as the other one.
const chosenTheme = localStorage.getItem('signalbox.theme');
if (chosenTheme === 'light' || chosenTheme === 'dark') document.documentElement.dataset.theme = chosenTheme;
