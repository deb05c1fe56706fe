import type {
  Change,
  Estimate,
  MisclassificationReport,
  ReportComparison,
} from '../../contracts/misclassification-report.ts';
import { differenceInterval } from '../../statistics/intervals.ts';

/** Two reports side by side: of two periods or of two model versions. A category of only one of them has no other side. */
export function compareReports(before: MisclassificationReport, after: MisclassificationReport): ReportComparison {
  const codes = new Set([...before.categories, ...after.categories].map(({ code }) => code));
  return {
    schemaVersion: 1,
    before: { period: before.period, modelVersion: before.modelVersion },
    after: { period: after.period, modelVersion: after.modelVersion },
    modelVersions: after.modelVersions,
    routedAccuracy: change(before.routedAccuracy, after.routedAccuracy),
    automation: { before: automationOf(before), after: automationOf(after) },
    usdPer1000: { before: before.cost.usdPer1000, after: after.cost.usdPer1000 },
    categories: [...codes].map((code) => {
      const [one, other] = [before, after].map(({ categories }) => categories.find((c) => c.code === code));
      const volume = (side: typeof one) => (side ? side.routed + side.reviewed : 0);
      return {
        code,
        name: (other ?? one)?.name ?? code,
        volume: { before: volume(one), after: volume(other) },
        precision: change(one?.precision, other?.precision),
        recall: change(one?.recall, other?.recall),
        endToEndRecall: change(one?.endToEndRecall, other?.endToEndRecall),
      };
    }),
  };
}

const nothing: Estimate = { estimate: null, low: 0, high: 1, labelled: 0 };

/** The samples of two periods, or of two versions, are drawn from different tickets, so their estimates are independent. */
function change(before: Estimate = nothing, after: Estimate = nothing): Change {
  if (before.estimate === null || after.estimate === null) return { before, after, difference: null, isClear: false };
  const from = { ...before, estimate: before.estimate };
  const to = { ...after, estimate: after.estimate };
  const { low, high } = differenceInterval(to, from);
  return {
    before,
    after,
    difference: { estimate: to.estimate - from.estimate, low, high },
    isClear: low > 0 || high < 0,
  };
}

function automationOf({ funnel }: MisclassificationReport): number | null {
  const routed = funnel.routedByModel + funnel.routedByFrontier;
  const decided = routed + funnel.needsReview;
  return decided === 0 ? null : routed / decided;
}
