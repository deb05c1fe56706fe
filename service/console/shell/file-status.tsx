/** Tells a screen reader that a file is being made. It is always there, so that what comes into it is heard. */
export function FileStatus({ isMaking }: { isMaking: boolean }) {
  return (
    <span className="visually-hidden" role="status">
      {isMaking ? 'Making the file …' : ''}
    </span>
  );
}
