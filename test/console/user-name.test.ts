import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseUserName, chosenUserName, userNameKey } from '../../service/console/api/user-name.ts';
import { fakeStore } from './support/fake-store.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the name under which one corrects', () => {
  it('is kept in the browser’s store', () => {
    const kept = fakeStore();
    expect([chosenUserName(), chooseUserName(' Ana '), chosenUserName()]).toEqual(['', true, 'Ana']);
    expect(kept.get(userNameKey)).toBe('Ana');
  });

  it('holds as long as the page does where the store is full or blocked, and then as it is kept', () => {
    fakeStore({ [userNameKey]: 'Ana' }, { hasRoomFor: () => false });
    expect([chosenUserName(), chooseUserName('Ben'), chosenUserName()]).toEqual(['Ana', false, 'Ben']);
    vi.stubGlobal('localStorage', undefined);
    expect([chooseUserName('Cem'), chosenUserName()]).toEqual([false, 'Cem']);
    fakeStore();
    expect([chooseUserName('Dora'), chosenUserName()]).toEqual([true, 'Dora']);
  });
});
