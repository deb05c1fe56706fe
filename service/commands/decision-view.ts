import type { WatchedOutcome } from '../kafka/watch-outcomes.ts';

export interface DecisionView {
  show(subject: string, outcome: WatchedOutcome, done: number, of: number): void;
  close(): void;
}

const rowsOnScreen = 16;
const framesPerSecond = 10;

/** One line a decision; in a terminal the last ones as a table that stays in place. */
export function createDecisionView(say: (text: string) => void, isTerminal: boolean): DecisionView {
  return isTerminal
    ? createTable()
    : { show: (subject, outcome) => say(lineOf(subject, outcome)), close: () => undefined };
}

function createTable(): DecisionView {
  const rows: string[] = [];
  let progress = '';
  let drawn = 0;
  const draw = () => {
    const up = drawn > 0 ? `\x1b[${drawn}A` : '';
    process.stdout.write(`${up}${[...rows, progress].map((row) => `\x1b[2K${row}\n`).join('')}`);
    drawn = rows.length + 1;
  };
  const timer = setInterval(draw, 1000 / framesPerSecond);
  return {
    show(subject, outcome, done, of) {
      rows.push(lineOf(subject, outcome).slice(0, (process.stdout.columns ?? 100) - 1));
      if (rows.length > rowsOnScreen) rows.shift();
      const filled = Math.round((done / of) * 30);
      progress = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done}/${of}`;
    },
    close() {
      clearInterval(timer);
      draw();
    },
  };
}

function lineOf(subject: string, outcome: WatchedOutcome): string {
  const [what, detail, sureness] = wordsOf(outcome);
  return `${what.padEnd(12)} ${detail.padEnd(20)} ${sureness.padStart(5)}  ${oneLine(subject)}`;
}

function wordsOf(outcome: WatchedOutcome): [string, string, string] {
  if (outcome.kind === 'rejected') return ['rejected', outcome.reason, ''];
  const { event } = outcome;
  if (event.decision === 'routed') {
    const sureness = event.decidedBy.kind === 'model' ? `${(event.decidedBy.confidence * 100).toFixed(1)}%` : '';
    return [`→ ${event.route.priority}`, event.category, sureness];
  }
  const [best] = event.candidates;
  return ['needs review', event.reason, best ? `${best.category}?` : ''];
}

// Ticket text is not ours: control characters in it must not move a terminal's cursor.
function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 70);
}
