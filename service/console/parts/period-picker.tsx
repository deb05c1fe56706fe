import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Choice } from './choice.tsx';
import { dayOf, namedPeriods, type PeriodId, periodIdOf, usualPeriod } from './period.ts';
import { useChangeParameters } from './use-scope.ts';

const options = [...namedPeriods, { id: 'custom' as const, label: 'From … to' }];
const isoDay = (date: Date) => date.toISOString().slice(0, 10);

/** Period and, where there are several, model version; the choice is in the URL. `isOfModels`: what it is for knows of versions. */
export function PeriodPicker({
  modelVersions = [],
  isOfModels = true,
}: {
  modelVersions?: readonly string[];
  isOfModels?: boolean;
}) {
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
      {isOfModels && (versions.length > 1 || model) ? (
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
          from={parameters.get('from') ?? ''}
          to={parameters.get('to') ?? ''}
          onChange={(from, to) => change({ from, to })}
        />
      ) : null}
    </div>
  );
}

interface Days {
  from: string;
  to: string;
}

/** Null while one of them is not a day. */
function isInOrder({ from, to }: Days): boolean | null {
  const [start, end] = [dayOf(from), dayOf(to)];
  return start && end ? end >= start : null;
}

/**
 * Two days, both included, told when they are in order: on Enter and when one leaves them. Between the digits of a day that is
 * typed lie days that nobody means; one that is picked without a key is told at once.
 */
export function DayRange({
  from,
  to,
  onChange,
}: {
  from: string;
  to: string;
  onChange: (from: string, to: string) => void;
}) {
  const [own, setOwn] = useState<Days | null>(null);
  const [given, setGiven] = useState<Days>({ from, to });
  const [isWithin, setWithin] = useState(false);
  const [isTyping, setTyping] = useState(false);
  const days = own ?? { from, to };
  const hasMoved = given.from !== from || given.to !== to;
  if (hasMoved) setGiven({ from, to });
  // The address has what was written, or has changed by other means while nobody writes.
  if (own && ((own.from === from && own.to === to) || (hasMoved && !isWithin))) setOwn(null);
  const tell = (next: Days) => {
    setTyping(false);
    const isNew = next.from !== from || next.to !== to;
    if (isNew && isInOrder(next)) onChange(next.from, next.to);
  };
  const write = (next: Days) => {
    setOwn(next);
    if (!isTyping) tell(next);
  };
  const isReversed = !isTyping && isInOrder(days) === false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its fields do
    <span
      className="day-range"
      onKeyDown={({ key }) => {
        if (key === 'Enter') tell(days);
        else if (key !== 'Tab') setTyping(true);
      }}
      onFocus={() => setWithin(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (currentTarget.contains(relatedTarget)) return;
        setWithin(false);
        tell(days);
      }}
    >
      <label>
        <span className="visually-hidden">First day (UTC)</span>
        <input type="date" value={days.from} onChange={({ target }) => write({ ...days, from: target.value })} />
      </label>
      <span aria-hidden="true">–</span>
      <label>
        <span className="visually-hidden">Last day (UTC)</span>
        <input
          type="date"
          value={days.to}
          aria-invalid={isReversed}
          onChange={({ target }) => write({ ...days, to: target.value })}
        />
      </label>
      <span className="muted" aria-hidden="true">
        UTC
      </span>
      {isReversed ? (
        <span className="field-error" role="alert">
          The last day is before the first.
        </span>
      ) : null}
    </span>
  );
}
