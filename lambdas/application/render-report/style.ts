import { BASE_STYLE } from '../page/base-style.js';
import { COLUMN_TABLE_STYLE } from './column-table-style.js';

/** One style for screens large and small, light and dark, and for paper. */
export const STYLE = `${BASE_STYLE}${COLUMN_TABLE_STYLE}
.of,.window{color:var(--soft)}.causes{margin:.75rem 0;padding-left:1.2rem}.causes li{overflow-wrap:anywhere}
.rule{border-top:1px solid var(--line);margin-top:.75rem;padding-top:.5rem}
.history{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;margin:.4rem 0 0;padding:0}
.history li{border-top:.35rem solid var(--quiet);padding-top:.15rem;font-size:.75rem;color:var(--soft);min-width:5.5rem}.history .good{border-color:var(--good)}.history .warn{border-color:var(--warn)}.history .bad{border-color:var(--bad)}.history .own{color:var(--ink);font-weight:600}
.outcomes{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem;margin-bottom:1rem}.outcomes .card{margin:0}.outcomes svg{max-height:8rem}
figure{margin:0}svg{display:block;width:100%;height:4rem;overflow:visible}svg.bars{height:auto;max-height:16rem;overflow:hidden}svg text{font-size:9px;fill:var(--soft)}
svg .reference{fill:var(--reference)}svg rect.current{fill:var(--current)}svg polyline.current{fill:none;stroke:var(--current);stroke-width:2;stroke-linejoin:round}
figcaption{display:flex;justify-content:space-between;font-size:.75rem;color:var(--soft);border-top:1px solid var(--line)}.outside{color:var(--bad)}
.none{color:var(--soft);font-size:.85rem}.incomplete{color:var(--bad);font-weight:600;margin:.6rem 0}.late{color:var(--warn)}.notes ul{margin:.25rem 0;padding-left:1.2rem}.notes li{overflow-wrap:anywhere}
@media screen and (max-width:52rem){body{padding:.6rem}}
@media print{details>*{display:block}.tiles{grid-template-columns:repeat(4,1fr)}.outcomes{grid-template-columns:1fr 1fr}}
`;
