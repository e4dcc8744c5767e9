/** The brand's colour in both schemes, moved towards black or white until text in it can be read. */

export interface Palette {
  /** For text on light surfaces, and for surfaces under white text. `#rrggbb`. */
  readonly onLight: string;
  /** For text on dark surfaces, and for surfaces under dark text. */
  readonly onDark: string;
}

/** What lies behind the accent; `assets/page.css` says the same, and a test compares. */
export const surfaces = {
  light: ['#ffffff', '#f4f5f8'],
  dark: ['#171b23', '#0e1117'],
} as const;

/** WCAG 2.2, 1.4.3: text of normal size. */
export const leastContrast = 4.5;

type Rgb = readonly [number, number, number];

/** Takes any `#rrggbb`; one that can be read as it is stays as it is. */
export function paletteOf(colour: string): Palette {
  const from = rgbOf(colour);
  return {
    onLight: readable(from, [0, 0, 0], surfaces.light),
    onDark: readable(from, [255, 255, 255], surfaces.dark),
  };
}

const steps = 64;

function readable(from: Rgb, towards: Rgb, behind: readonly string[]): string {
  for (let step = 0; step < steps; step++) {
    const colour = hexOf(mix(from, towards, step / steps));
    if (behind.every((surface) => contrastOf(colour, surface) >= leastContrast)) return colour;
  }
  return hexOf(towards);
}

/** From 1 to 21, by WCAG 2.2. */
export function contrastOf(a: string, b: string): number {
  const [first, second] = [luminanceOf(rgbOf(a)), luminanceOf(rgbOf(b))];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

function luminanceOf(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Rgb, towards: Rgb, share: number): Rgb {
  return from.map((value, at) => Math.round(value + ((towards[at] ?? 0) - value) * share)) as [
    number,
    number,
    number,
  ];
}

function rgbOf(colour: string): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new TypeError('A colour is written #rrggbb.');
  const value = parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
