import { DOCUMENT_STYLE } from '../../page/document-style.js';

export const REPORT_STYLE = `${DOCUMENT_STYLE}
a{color:inherit}header h1+ul{margin-top:.75rem}h2 .pill{vertical-align:.1em;margin-left:.3rem}
td .pill+small{margin-left:.2rem}figure{margin:1rem 0}figcaption{color:var(--soft);font-size:.85rem}
`;
