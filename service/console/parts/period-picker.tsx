import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Choice } from './choice.tsx';
import { dayOf, namedPeriods, type PeriodId, periodIdOf, usualPeriod } from './period.ts';
import { useChangeParameters } from './use-scope.ts';

const options = [...namedPeriods, { id: 'custom' as const, label: 'From … to' }];
const isoDay = (date: Date) => date.toISOString().slice(0, 10);

/** Period and, where there are several, model version; the choice is in the URL. */
export function PeriodPicker({ modelVersions = [] }: { modelVersions?: readonly string[] }) {
  const [parameters] = useSearchParams();
  const id = periodIdOf(parameters);
  const model = parameters.get('model') ?? '';
  const changeParameters = useChangeParameters();
  const change = (values: Record<string, string | null>) => changeParameters(values, { isStep: true });
  const choose = (chosen: PeriodId) => {
    if (chosen !== 'custom') return change({ period: chosen === usualPeriod ? null : chosen, from: null, to: null });
    const hours = namedPeriods.find((period) => period.id === id)?.hours ?? 0;
    const now = new Date();
    change({ period: null, from: isoDay(new Date(now.getTime() - hours * 3_600_000)), to: isoDay(now) });
  };
  const versions = [...new Set([...modelVersions, ...(model ? [model] : [])])];
  return (
    <div className="period-picker">
      {versions.length > 1 || model ? (
        <Choice
          label="Model version"
          isLabelHidden
          value={model}
          options={[{ id: '', label: 'All models' }, ...versions.map((version) => ({ id: version, label: version }))]}
          onChange={(version) => change({ model: version })}
        />
      ) : null}
      <Choice label="Period" isLabelHidden value={id} options={options} onChange={choose} />
      {id === 'custom' ? (
        <DayRange
          key={`${parameters.get('from')} ${parameters.get('to')}`}
          from={parameters.get('from') ?? ''}
          to={parameters.get('to') ?? ''}
          onChange={(from, to) => change({ from, to })}
        />
      ) : null}
    </div>
  );
}

/** Two days, both included, told when they are in order. */
export function DayRange({
  from,
  to,
  onChange,
}: {
  from: string;
  to: string;
  onChange: (from: string, to: string) => void;
}) {
  const [days, setDays] = useState({ from, to });
  const set = (next: { from: string; to: string }) => {
    setDays(next);
    const [start, end] = [dayOf(next.from), dayOf(next.to)];
    if (start && end && end >= start) onChange(next.from, next.to);
  };
  const isReversed = days.from > days.to;
  return (
    <span className="day-range">
      <label>
        <span className="visually-hidden">First day (UTC)</span>
        <input type="date" value={days.from} onChange={({ target }) => set({ ...days, from: target.value })} />
      </label>
      <span aria-hidden="true">–</span>
      <label>
        <span className="visually-hidden">Last day (UTC)</span>
        <input
          type="date"
          value={days.to}
          aria-invalid={isReversed}
          onChange={({ target }) => set({ ...days, to: target.value })}
        />
      </label>
      {isReversed ? (
        <span className="field-error" role="alert">
          The last day is before the first.
        </span>
      ) : null}
    </span>
  );
}
