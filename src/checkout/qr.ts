/** A QR code as an inline picture, made here: the page asks nobody else for it. */
import { encode } from 'uqr';
import { html, type Html } from './html.ts';

/** Light around the code in modules; scanners rely on it. */
const quietZone = 4;

/** Dark on white in every colour scheme: many scanners do not read the inverse. Throws when the text is too long. */
export function qrPicture(text: string, title: string): Html {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone });
  const path = data.map((row, y) => runsOf(row, y)).join('');
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" shape-rendering="crispEdges">
    <title>${title}</title>
    <path fill="#fff" d="M0 0h${size}v${size}H0z" />
    <path fill="#000" d="${path}" />
  </svg>`;
}

/** One rectangle for each run of dark modules. */
function runsOf(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x++) {
    if (row[x] !== true) continue;
    const start = x;
    while (row[x + 1] === true) x++;
    path += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
  }
  return path;
}
