/** One style for screens large and small, light and dark, and for paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b2330;--soft:#5a6575;--paper:#f4f6f9;--card:#fff;--line:#dde2ea;--reference:#b9c2cf;--current:#1f6feb;--good:#1a7f45;--warn:#9a6700;--bad:#c62f2f;--quiet:#5a6575}
@media (prefers-color-scheme:dark){:root{--ink:#e4e9f1;--soft:#98a4b5;--paper:#11161d;--card:#1a212b;--line:#303a48;--reference:#4b5768;--current:#6cb0ff;--good:#58c985;--warn:#e0b04a;--bad:#ff7b72;--quiet:#98a4b5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1.25rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:2rem;line-height:1.15;margin:0}h2{font-size:1.05rem;margin:0 0 .5rem}p{margin:.25rem 0}small{color:var(--soft);font-size:.82em}code{font-size:.85em;overflow-wrap:anywhere}
header,.card,.tile,.notes,.columns{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin:0 0 1rem}
header{border-left:.4rem solid var(--quiet)}header.good{border-left-color:var(--good)}header.warn{border-left-color:var(--warn)}header.bad{border-left-color:var(--bad)}
header.good h1{color:var(--good)}header.warn h1{color:var(--warn)}header.bad h1{color:var(--bad)}
.of,.window{color:var(--soft)}.causes{margin:.75rem 0;padding-left:1.2rem}.causes li{overflow-wrap:anywhere}
.rule{border-top:1px solid var(--line);margin-top:.75rem;padding-top:.5rem}
.history{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;margin:.4rem 0 0;padding:0}
.history li{border-top:.35rem solid var(--quiet);padding-top:.15rem;font-size:.75rem;color:var(--soft);min-width:5.5rem}.history .good{border-color:var(--good)}.history .warn{border-color:var(--warn)}.history .bad{border-color:var(--bad)}.history .own{color:var(--ink);font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1rem;margin:0 0 1rem}.tile{margin:0}.tile dt{color:var(--soft);font-size:.85rem}.tile dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}.tile small{display:block;font-weight:400;font-size:.8rem}
.outcomes{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem;margin-bottom:1rem}.outcomes .card{margin:0}.outcomes svg{max-height:8rem}
.pill{display:inline-block;border-radius:1rem;padding:.05rem .6rem;font-size:.8rem;font-weight:600;border:1px solid currentColor;color:var(--quiet);white-space:nowrap}.pill.ok{color:var(--good)}.pill.drift{color:#fff;background:var(--bad);border-color:var(--bad)}
@media (prefers-color-scheme:dark){.pill.drift{color:#1b1010}}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.55rem .6rem;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}thead th{border-top:0;white-space:nowrap;font-size:.85rem;color:var(--soft)}
thead button{all:unset;cursor:pointer;font-weight:600}thead button:focus-visible{outline:2px solid var(--current);outline-offset:2px}thead th[aria-sort=ascending] button::after{content:" ▲"}thead th[aria-sort=descending] button::after{content:" ▼"}
tbody small{display:block}tbody th{min-width:8.5rem}tbody th .name{overflow-wrap:anywhere}tbody th small{font-weight:400}td .pill+small{margin-top:.2rem;max-width:24rem}.effect div{white-space:nowrap}.effect span{color:var(--soft);font-size:.85em}.effect .beyond{color:var(--bad);font-weight:600}
.plain th,.plain td{padding:.2rem .4rem .2rem 0;border:0}.plain th{font-weight:400;color:var(--soft)}
.picture{width:17rem;min-width:13rem}figure{margin:0}svg{display:block;width:100%;height:4rem;overflow:visible}svg.bars{height:auto;max-height:16rem}svg text{font-size:9px;fill:var(--soft)}
svg .reference{fill:var(--reference)}svg rect.current{fill:var(--current)}svg polyline.current{fill:none;stroke:var(--current);stroke-width:2;stroke-linejoin:round}
figcaption{display:flex;justify-content:space-between;font-size:.75rem;color:var(--soft);border-top:1px solid var(--line)}.outside{color:var(--bad)}
.key{font-weight:400;margin-left:.5rem}.key i{display:inline-block;width:.75rem;height:.6rem;margin:0 .25rem 0 .5rem}.key .reference{background:var(--reference)}.key .current{height:.2rem;background:var(--current);vertical-align:middle}
.none{color:var(--soft);font-size:.85rem}.incomplete{color:var(--bad);font-weight:600}.notes ul{margin:.25rem 0;padding-left:1.2rem}.notes li{overflow-wrap:anywhere}
@media screen and (max-width:52rem){body{padding:.6rem}.columns{padding:.5rem .9rem}.columns thead th:not(:last-child){display:inline-block;border:0;padding:.2rem .5rem .2rem 0}.columns thead th:last-child{display:block;border:0;padding:.2rem 0}.columns table,.columns tbody,.columns thead,.columns tr{display:block}.columns tbody tr{border-top:1px solid var(--line);padding:.6rem 0}.columns tbody th,.columns td{display:flex;gap:.75rem;border:0;padding:.15rem 0}.columns td::before{content:attr(data-label);flex:0 0 6rem;color:var(--soft);font-size:.85rem}.columns tbody th{justify-content:space-between;font-size:1.05rem}.columns td[data-label=Verdict]{flex-wrap:wrap;row-gap:0}.columns td.effect{display:grid;grid-template-columns:6rem 1fr;gap:0 .75rem}.columns td.effect::before{grid-row:span 3}.columns tbody th{min-width:0}.columns td .pill+small{flex-basis:100%;max-width:none}.picture{width:auto;min-width:0}.columns td.picture{display:block}.columns td.picture::before{content:none}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--reference:#bbb;--current:#1f4fa8;--bad:#a00;--good:#060;--warn:#750}body{max-width:none;padding:0;font-size:8.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}tr,.card,header,.tile{break-inside:avoid}thead{display:table-row-group}thead th{white-space:normal}.key{display:block;margin:0;white-space:nowrap}td[data-label=Verdict]{min-width:13rem}tbody th .name{overflow-wrap:normal}details>*{display:block}.picture{width:10rem;min-width:0}tbody th{min-width:5rem}th,td{padding:.3rem}.tiles{grid-template-columns:repeat(4,1fr)}.outcomes{grid-template-columns:1fr 1fr}}
`;

/** Sorts the table by the values of the cells; without scripts the page is whole, and worst first. */
export const SORT_SCRIPT = `
const opposite = { ascending: 'descending', descending: 'ascending' };
for (const button of document.querySelectorAll('thead button')) button.addEventListener('click', () => {
  const head = button.closest('th'), body = button.closest('table').tBodies[0], at = Number(button.dataset.column);
  const first = at === 0 || at === 3 ? 'ascending' : 'descending';
  const order = head.getAttribute('aria-sort') === first ? opposite[first] : first;
  for (const other of head.parentElement.children) if (other.hasAttribute('aria-sort')) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', order);
  const value = (row) => row.cells[at].dataset.value;
  const compare = (a, b) => (at === 0 ? value(a).localeCompare(value(b)) : Number(value(a)) - Number(value(b)));
  body.append(...[...body.rows].sort((a, b) => (order === 'ascending' ? compare(a, b) : compare(b, a))));
});
`;
