const paths = {
  overview: 'M2.5 13.5v-5h3v5zM6.5 13.5v-11h3v11zM10.5 13.5v-7h3v7z',
  matrix: 'M2.5 2.5h11v11h-11zM6.2 2.5v11M9.8 2.5v11M2.5 6.2h11M2.5 9.8h11',
  review: 'M2.5 4.5l1.3 1.3L6 3.5M8 4.7h5.5M2.5 10.5l1.3 1.3L6 9.5M8 10.7h5.5',
  tickets: 'M2.5 3.5h11v9h-11zM5 6.500h6M5 9.500h4',
  calibration: 'M2.5 2.5v11h11M4.5 11.5c3-.5 3.5-6 8.5-8',
  taxonomy: 'M2.5 2.500h4v3h-4zM9.5 6.500h4v3h-4zM9.5 11.500h4v2.500h-4zM4.5 5.500v7.200h5M4.5 8h5',
  audit: 'M3.5 2.500h9v11h-9zM5.5 5.500h5M5.5 8h5M5.5 10.500h3',
  person: 'M8 7.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 14c.3-2.8 2.3-4.5 5-4.500s4.7 1.7 5 4.5',
} as const;
export type IconName = keyof typeof paths;

/** Always beside a word, so never read out. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
