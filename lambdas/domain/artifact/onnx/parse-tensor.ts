import { readMessage, textOf } from './wire-reader.js';

/** Why a tensor whose values lie elsewhere is refused; `places` are its entries of external data. */
export function tensorProblem(name: string, places: readonly Uint8Array[]): string {
  const what = `model.onnx: the tensor ${JSON.stringify(name.slice(0, 100))}`;
  const locations = places.flatMap(locationOf);
  const location = locations.find(leavesArchive) ?? locations[0];
  if (location === undefined) return `${what} says that its values lie in another file, and not in which`;
  const shown = JSON.stringify(location.slice(0, 200));
  return leavesArchive(location)
    ? `${what} has its values in ${shown}, which points outside the archive`
    : `${what} has its values in ${shown}: weights in other files are not supported, save them in model.onnx`;
}

function locationOf(entry: Uint8Array): string[] {
  let [key, value] = ['', ''];
  readMessage(entry, {
    bytes: (field, bytes) => {
      if (field === 1) key = textOf(bytes);
      else if (field === 2) value = textOf(bytes);
    },
  });
  return key === 'location' ? [value] : [];
}

const leavesArchive = (location: string): boolean =>
  /^([/\\~]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(location) ||
  location.split(/[/\\]/).includes('..') ||
  location.includes('\0');
