import type { ModelCard } from '../documents/model-card.js';
import { DOCUMENT_STYLE } from '../page/document-style.js';
import { html } from '../page/html.js';
import { page, time } from '../page/page.js';

import { dataAndLineage, intendedUse, reproduce } from './page/data-sections.js';
import { biasFindings, segmentFindings } from './page/group-sections.js';
import { cardHeader, cardTiles } from './page/header.js';
import { approvalsAndReleases, driftSinceRelease } from './page/history-sections.js';
import { performance } from './page/performance-sections.js';

/** The card as one page that needs no other and runs no script: how the version stands first. */
export const renderModelCard = (card: ModelCard): string =>
  page({
    title: `${card.model}, version ${card.version}: ${card.status}`,
    style: DOCUMENT_STYLE,
    body: html`${cardHeader(card)}
<main>${cardTiles(card)}
${intendedUse(card)}
${dataAndLineage(card)}
${performance(card)}
${segmentFindings(card.segments)}
${biasFindings(card.bias)}
${approvalsAndReleases(card)}
${driftSinceRelease(card)}
${reproduce(card)}</main>
<footer><p>Made ${time(card.generatedAt)} from what the registry knows.</p></footer>`,
  });
