import { expect, test, vi } from 'vitest';
import { createProgress } from '../../service/commands/progress.ts';

test('in a terminal one line says how far it is, and nothing of it is left', () => {
  const write = vi.fn(() => true);
  const progress = createProgress({ write, isTTY: true, columns: 12 });
  progress.show('256 of 506 tickets');
  progress.clear();
  expect(write.mock.calls).toEqual([['\r\x1b[2K256 of 506 '], ['\r\x1b[2K']]);
});

test('in a pipe nothing is said of it', () => {
  const write = vi.fn(() => true);
  const progress = createProgress({ write, isTTY: false });
  progress.show('256 of 506 tickets');
  progress.clear();
  expect(write).not.toHaveBeenCalled();
});
