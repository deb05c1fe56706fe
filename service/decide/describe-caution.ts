import type { Policy } from './policy.ts';

/** What the owner of routing quality has to know at every start. */
export interface Caution {
  message: string;
  remedy: string;
}

/** Of a model that was never calibrated here: it has no released thresholds, and does not see what is out of taxonomy. */
export function describeCaution({ thresholds }: Pick<Policy, 'thresholds'>): Caution {
  const trusted = thresholds.filter(Number.isFinite).length;
  const blind = 'it does not see which tickets are out of taxonomy';
  const scaled = 'how sure it is follows the temperature that was fitted to the released model';
  const measure = 'CLASSIFIER=remote npx signalbox evaluate --tickets FILE --policy FILE, some tickets out of taxonomy';
  if (trusted === 0) {
    return {
      message: `nothing is routed on the endpoint's word alone: the released thresholds were shown for the released model only, ${scaled}, and ${blind}`,
      remedy: `name thresholds.default or thresholds.categories in the policy, once labelled tickets say what they let through: ${measure}; or set CLASSIFIER=onnx`,
    };
  }
  return {
    message: `${trusted} of ${thresholds.length} categories are routed on the endpoint's word alone, by thresholds of the policy that no released bound stands behind, ${scaled}, and ${blind}`,
    remedy: `see what they let through: ${measure}`,
  };
}

/** Of a released model that was trained with `--no-clean`. */
export const cautionOfUncleaned: Caution = {
  message:
    'the model was trained and calibrated on texts as they came (--no-clean) and reads cleaned ones here: neither its confidences nor the bound behind its released thresholds were shown for these',
  remedy:
    'train it without --no-clean, or see what it lets through: npx signalbox evaluate --tickets FILE, of tickets that it has not seen',
};
