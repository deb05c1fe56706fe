import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createExplainer } from '../../service/api/explain-ticket.ts';
import { loadModel } from '../../service/classify/load-model.ts';
import { createOnnxClassifier } from '../../service/classify/onnx-classifier.ts';
import { readConfig } from '../../service/config.ts';
import { loadSimilarTickets } from '../../service/escalate/similar-tickets.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import { findTicket } from '../../service/review/store/find-ticket.ts';
import type { Database } from '../../service/review/store/open-store.ts';

/** What the page of one ticket asks for, with the released model. */
export async function openExplainer(db: Database) {
  const config = readConfig();
  const taxonomy = await loadTaxonomy(config.taxonomyPath);
  const released = await loadModel(config.modelPath);
  const { manifest } = released;
  const classifier = await createOnnxClassifier(released, taxonomy, {
    workerUrl: pathToFileURL(join(projectRoot, 'dist/classify/onnx-worker.js')),
  });
  const similar = await loadSimilarTickets(released);
  const explain = createExplainer({
    router: { taxonomy, classifier, model: { name: manifest.name, version: manifest.version } },
    maxTokens: manifest.maxTokens,
    nearestTickets: async (embedding, k, exclude) =>
      similar?.nearest(embedding, { k, exclude: new Set([exclude]) }) ?? [],
  });
  return {
    async explain(ticketId: string): Promise<void> {
      const ticket = await findTicket(db, ticketId);
      const [text] = ticket?.texts ?? [];
      if (!text) throw new Error(`no text is kept of ${ticketId}`);
      await explain({ ...text, ticketId }, undefined, { closed: false });
    },
    close: () => classifier.close(),
  };
}
