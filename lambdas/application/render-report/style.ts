import { BASE_STYLE } from '../page/base-style.js';

/** One style for screens large and small, light and dark, and for paper. */
export const STYLE = `${BASE_STYLE}
.of,.window{color:var(--soft)}.causes{margin:.75rem 0;padding-left:1.2rem}.causes li{overflow-wrap:anywhere}
.rule{border-top:1px solid var(--line);margin-top:.75rem;padding-top:.5rem}
.history{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;margin:.4rem 0 0;padding:0}
.history li{border-top:.35rem solid var(--quiet);padding-top:.15rem;font-size:.75rem;color:var(--soft);min-width:5.5rem}.history .good{border-color:var(--good)}.history .warn{border-color:var(--warn)}.history .bad{border-color:var(--bad)}.history .own{color:var(--ink);font-weight:600}
.outcomes{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem;margin-bottom:1rem}.outcomes .card{margin:0}.outcomes svg{max-height:8rem}
thead button{all:unset;cursor:pointer;font-weight:600}thead button:focus-visible{outline:2px solid var(--current);outline-offset:2px}thead th[aria-sort=ascending] button::after{content:" ▲"}thead th[aria-sort=descending] button::after{content:" ▼"}
tbody small{display:block}tbody th{min-width:8.5rem}tbody th .name{overflow-wrap:anywhere}tbody th small{font-weight:400}td .pill+small{margin-top:.2rem;max-width:24rem}.effect div{white-space:nowrap}.effect span{color:var(--soft);font-size:.85em}.effect .beyond{color:var(--bad);font-weight:600}
.picture{width:17rem;min-width:13rem}figure{margin:0}svg{display:block;width:100%;height:4rem;overflow:visible}svg.bars{height:auto;max-height:16rem}svg text{font-size:9px;fill:var(--soft)}
svg .reference{fill:var(--reference)}svg rect.current{fill:var(--current)}svg polyline.current{fill:none;stroke:var(--current);stroke-width:2;stroke-linejoin:round}
figcaption{display:flex;justify-content:space-between;font-size:.75rem;color:var(--soft);border-top:1px solid var(--line)}.outside{color:var(--bad)}
.key{font-weight:400;margin-left:.5rem}.key i{display:inline-block;width:.75rem;height:.6rem;margin:0 .25rem 0 .5rem}.key .reference{background:var(--reference)}.key .current{height:.2rem;background:var(--current);vertical-align:middle}
.none{color:var(--soft);font-size:.85rem}.incomplete{color:var(--bad);font-weight:600}.notes ul{margin:.25rem 0;padding-left:1.2rem}.notes li{overflow-wrap:anywhere}
@media screen and (max-width:52rem){body{padding:.6rem}.columns{padding:.5rem .9rem}.columns thead th:not(:last-child){display:inline-block;border:0;padding:.2rem .5rem .2rem 0}.columns thead th:last-child{display:block;border:0;padding:.2rem 0}.columns table,.columns tbody,.columns thead,.columns tr{display:block}.columns tbody tr{border-top:1px solid var(--line);padding:.6rem 0}.columns tbody th,.columns td{display:flex;gap:.75rem;border:0;padding:.15rem 0}.columns td::before{content:attr(data-label);flex:0 0 6rem;color:var(--soft);font-size:.85rem}.columns tbody th{justify-content:space-between;font-size:1.05rem}.columns td[data-label=Verdict]{flex-wrap:wrap;row-gap:0}.columns td.effect{display:grid;grid-template-columns:6rem 1fr;gap:0 .75rem}.columns td.effect::before{grid-row:span 3}.columns tbody th{min-width:0}.columns td .pill+small{flex-basis:100%;max-width:none}.picture{width:auto;min-width:0}.columns td.picture{display:block}.columns td.picture::before{content:none}}
@media print{thead th{white-space:normal}.key{display:block;margin:0;white-space:nowrap}td[data-label=Verdict]{min-width:13rem}tbody th .name{overflow-wrap:normal}details>*{display:block}.picture{width:10rem;min-width:0}tbody th{min-width:5rem}.tiles{grid-template-columns:repeat(4,1fr)}.outcomes{grid-template-columns:1fr 1fr}}
`;
