import { DOCUMENT_STYLE } from '../../page/document-style.js';

export const REPORT_STYLE = `${DOCUMENT_STYLE}
a{color:inherit}header h1+ul{margin-top:.75rem}h2 .pill{vertical-align:.1em;margin-left:.3rem}
tbody th small{font-weight:400}td .pill+small{margin-left:.2rem}figure{margin:1rem 0}.calibration svg{display:block;width:100%;max-width:26rem}.calibration text{font-size:9px;fill:var(--soft)}.calibration .frame{fill:none;stroke:var(--line)}.calibration .ideal{stroke:var(--soft);stroke-dasharray:4 4}.calibration circle{fill-opacity:.75}figcaption{color:var(--soft);font-size:.85rem}
@media screen and (min-width:44rem){#gate-segments thead th:first-child{width:20rem}}
`;
