export function detectLanguage(_body: string, _subject: string): string | null {
  return null;
}
