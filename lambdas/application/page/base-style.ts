/** What pages for people look like, on screens light and dark, and on paper: colours, boxes, tables, marks. */
export const BASE_STYLE = `
:root{color-scheme:light dark;--ink:#1b2330;--soft:#5a6575;--paper:#f4f6f9;--card:#fff;--line:#dde2ea;--reference:#b9c2cf;--current:#1f6feb;--good:#1a7f45;--warn:#9a6700;--bad:#c62f2f;--quiet:#5a6575}
@media (prefers-color-scheme:dark){:root{--ink:#e4e9f1;--soft:#98a4b5;--paper:#11161d;--card:#1a212b;--line:#303a48;--reference:#4b5768;--current:#6cb0ff;--good:#58c985;--warn:#e0b04a;--bad:#ff7b72;--quiet:#98a4b5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1.25rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:2rem;line-height:1.15;margin:0}h2{font-size:1.05rem;margin:0 0 .5rem}p{margin:.25rem 0}small{color:var(--soft);font-size:.82em}code{font-size:.85em;overflow-wrap:anywhere}
header,.card,.tile,.notes,.columns{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin:0 0 1rem}
header{border-left:.4rem solid var(--quiet)}header.good{border-left-color:var(--good)}header.warn{border-left-color:var(--warn)}header.bad{border-left-color:var(--bad)}
header.good h1{color:var(--good)}header.warn h1{color:var(--warn)}header.bad h1{color:var(--bad)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1rem;margin:0 0 1rem}.tile{margin:0}.tile dt{color:var(--soft);font-size:.85rem}.tile dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}.tile small{display:block;font-weight:400;font-size:.8rem}
.pill{display:inline-block;border-radius:1rem;padding:.05rem .6rem;font-size:.8rem;font-weight:600;border:1px solid currentColor;color:var(--quiet);white-space:nowrap}.pill.ok{color:var(--good)}.pill.drift{color:#fff;background:var(--bad);border-color:var(--bad)}
@media (prefers-color-scheme:dark){.pill.drift{color:#1b1010}}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.55rem .6rem;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}thead th{border-top:0;white-space:nowrap;font-size:.85rem;color:var(--soft)}
.plain th,.plain td{padding:.2rem .4rem .2rem 0;border:0}.plain th{font-weight:400;color:var(--soft)}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--reference:#bbb;--current:#1f4fa8;--bad:#a00;--good:#060;--warn:#750}body{max-width:none;padding:0;font-size:8.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}tr,.card,header,.tile{break-inside:avoid}thead{display:table-row-group}th,td{padding:.3rem}}
`;
