/** Sorts the table by the values of the cells; without scripts the page is whole, and worst first. */
export const SORT_SCRIPT = `
const opposite = { ascending: 'descending', descending: 'ascending' };
for (const button of document.querySelectorAll('thead button')) button.addEventListener('click', () => {
  const head = button.closest('th'), table = button.closest('table'), at = head.cellIndex, { first } = button.dataset;
  const order = head.getAttribute('aria-sort') === first ? opposite[first] : first;
  for (const other of head.parentElement.children) if (other.hasAttribute('aria-sort')) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', order);
  const value = (body) => body.rows[0].cells[at].dataset.value;
  const compare = (a, b) => (at === 0 ? value(a).localeCompare(value(b)) : Number(value(a)) - Number(value(b)) || 0);
  table.append(...[...table.tBodies].sort((a, b) => (order === 'ascending' ? compare(a, b) : compare(b, a))));
});
`;
