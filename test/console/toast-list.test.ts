import { expect, it } from 'vitest';
import { added, type Toast } from '../../service/console/shell/toast-list.ts';

const toast = (id: number, tone: Toast['tone'] = 'good'): Toast => ({ id, text: String(id), tone });
const shown = (...given: Toast[]) => given.reduce<readonly Toast[]>(added, []).map(({ id }) => id);

it('keeps three toasts, and an error for as long as it is not dismissed', () => {
  expect(shown(toast(1), toast(2), toast(3), toast(4))).toEqual([2, 3, 4]);
  expect(shown(toast(1, 'bad'), toast(2), toast(3), toast(4), toast(5))).toEqual([1, 4, 5]);
  expect(shown(toast(1, 'bad'), toast(2, 'bad'), toast(3, 'bad'), toast(4, 'bad'))).toEqual([1, 2, 3, 4]);
});
