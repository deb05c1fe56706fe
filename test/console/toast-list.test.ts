import { expect, it } from 'vitest';
import { added, type Toast, withRoom } from '../../service/console/shell/toast-list.ts';

const toast = (id: number, tone: Toast['tone'] = 'good'): Toast => ({ id, text: String(id), tone });
const ids = (toasts: readonly Toast[]) => toasts.map(({ id }) => id);
const shown = (...given: Toast[]) =>
  ids(given.reduce<readonly Toast[]>((toasts, next) => added(toasts, next, false), []));

it('keeps three toasts, and an error for as long as it is not dismissed', () => {
  expect(shown(toast(1), toast(2), toast(3), toast(4))).toEqual([2, 3, 4]);
  expect(shown(toast(1, 'bad'), toast(2), toast(3), toast(4), toast(5))).toEqual([1, 4, 5]);
  expect(shown(toast(1, 'bad'), toast(2, 'bad'), toast(3, 'bad'), toast(4, 'bad'))).toEqual([1, 2, 3, 4]);
});

it('takes none away while somebody has one in hand, and makes room once they let go', () => {
  const held = [toast(1), toast(2, 'bad'), toast(3)];
  const more = added(added(held, toast(4), true), toast(5), true);
  expect(ids(more)).toEqual([1, 2, 3, 4, 5]);
  expect(ids(withRoom(more))).toEqual([2, 4, 5]);
});
