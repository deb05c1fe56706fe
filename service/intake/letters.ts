/** Letters of any script; digits, signs and emoji are none. */
export const hasLetters = (text: string): boolean => /\p{L}/u.test(text);

export const countLetters = (text: string): number => text.replace(/[^\p{L}]+/gu, '').length;
