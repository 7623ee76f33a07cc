import { BASE_STYLE } from './base-style.js';

/** Cards and reports are read like a letter: one column, tables that become lists on a phone, and paper that wastes no ink. */
export const DOCUMENT_STYLE = `${BASE_STYLE}
body{max-width:62rem}
h1 small{display:block;font-size:.95rem;font-weight:400;margin-bottom:.15rem}h2{font-size:1.2rem;margin:0 0 .6rem}h3{font-size:1rem;margin:1.1rem 0 .3rem}
h1,p,dt,dd,td,li{overflow-wrap:anywhere}
header .pill{margin-top:.6rem;font-size:.9rem}.standing{font-size:1.1rem;margin:.5rem 0}.standing strong{color:var(--bad)}.pill.bad{color:#fff;background:var(--bad);border-color:var(--bad)}.pill.good{color:var(--good)}.pill.warn{color:var(--warn)}
.prose{white-space:pre-line}.unknown{color:var(--soft);font-style:italic}
ul{margin:.25rem 0;padding-left:1.2rem}
dl.facts{display:grid;grid-template-columns:11rem 1fr;gap:.35rem 1.25rem;margin:.5rem 0}.facts dt{color:var(--soft)}.facts dd{margin:0}
.tile dd{font-size:1.35rem}
thead th:first-child{width:12rem}.stack th:first-child{padding-left:0}caption{text-align:left;color:var(--soft);font-size:.85rem;padding:.3rem 0}table+table{margin-top:1rem}tbody th{font-weight:600;overflow-wrap:anywhere}td.number{white-space:nowrap}
.hash{white-space:nowrap;cursor:help}.beyond{color:var(--bad);font-weight:600}
.bar{width:45%}.bar svg{display:block;width:100%;height:.8rem;margin-top:.3rem}svg .current{fill:var(--current)}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft)}summary:focus-visible{outline:2px solid var(--current);outline-offset:2px}
footer{color:var(--soft);font-size:.85rem;padding:0 .25rem}
@media (prefers-color-scheme:dark){.pill.bad{color:#1b1010}}
@media screen and (max-width:44rem){body{padding:.6rem}header,.card,.tile{padding:.8rem .9rem}.tiles{grid-template-columns:1fr 1fr;gap:.6rem}dl.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}.stack,.stack tbody,.stack tr,.stack caption{display:block}.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.stack tr{border-top:1px solid var(--line);padding:.5rem 0}.stack th,.stack td{display:flex;gap:.75rem;border:0;padding:.12rem 0}.stack td::before{content:attr(data-label);flex:0 0 6.5rem;color:var(--soft);font-size:.85em}.stack td>*{min-width:0}.stack td.number{white-space:normal}.stack td.bar{width:auto}.stack td.bar>div{flex:1}.stack td.bar svg{margin-top:.35rem}}
@media print{:root{font-size:12px}h2,h3,caption,summary,thead tr{break-after:avoid}.card{break-inside:auto}.tiles{grid-template-columns:repeat(4,1fr)}details>table{display:table}details::details-content{content-visibility:visible;display:block}}
`;
