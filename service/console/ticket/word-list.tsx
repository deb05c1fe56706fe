import type { Explanation } from '../../contracts/api-tickets.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';
import { percent, points } from '../parts/format.ts';
import { VisibleText } from '../parts/ticket-text.tsx';
import { heaviestWords, type SpokenWord } from './mark-words.ts';

/** What the marks say, as text; and what the model thinks of the text as it is kept. */
export function WordList({
  explanation,
  texts,
}: {
  explanation: Explanation;
  texts: { subject: string; body: string };
}) {
  const { supporting, opposing } = heaviestWords(texts, explanation.words);
  return (
    <div className="word-lists">
      <section aria-label="Words that mattered">
        <h3>
          For <code>{explanation.category}</code>
        </h3>
        <Words words={supporting} none="No single word decides it." />
        {opposing.length > 0 ? (
          <>
            <h3>Against</h3>
            <Words words={opposing} none="" />
          </>
        ) : null}
        <p className="field-note">
          Percentage points of the category’s probability that are lost when the words are taken out.
        </p>
      </section>
      <section aria-label="Candidates">
        <h3>The model’s candidates</h3>
        <ul className="candidates">
          {explanation.candidates.map(({ category, probability }) => (
            <li key={category}>
              <CategoryName code={category} />
              <ConfidenceBar value={probability} label={category} />
            </li>
          ))}
        </ul>
        <p className="field-note">
          {explanation.outOfTaxonomy === null ? '' : `Out of taxonomy: ${percent(explanation.outOfTaxonomy)} · `}
          {explanation.modelVersion}
        </p>
      </section>
    </div>
  );
}

function Words({ words, none }: { words: readonly SpokenWord[]; none: string }) {
  if (words.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className="words">
      {words.map(({ text, weight }) => (
        <li key={text}>
          <bdi>
            <VisibleText>{text}</VisibleText>
          </bdi>{' '}
          <span className="muted">{points(weight)}</span>
        </li>
      ))}
    </ul>
  );
}
