/** Our look as plain values: `var()` does not reach into a provider's frames. Colours in hex, lengths in pixels. */
export interface Look {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly edge: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly danger: string;
  readonly success: string;
  readonly focus: string;
  readonly font: string;
  readonly size: string;
  readonly radius: string;
  readonly space: string;
  readonly quarterSpace: string;
  readonly isDark: boolean;
  /** Nothing moves. */
  readonly isStill: boolean;
}

/** The browser computes each token on a probe. */
export function lookOf(place: HTMLElement): Look {
  const probe = document.createElement('span');
  probe.hidden = true;
  place.append(probe);
  const computed = getComputedStyle(probe);
  const colour = (token: string): Rgb => {
    probe.style.setProperty('color', `var(${token})`);
    return painted(computed.color);
  };
  const length = (expression: string): string => {
    probe.style.setProperty('text-indent', expression);
    return computed.textIndent;
  };
  const surface = colour('--_surface');
  const look: Look = {
    surface: hex(surface),
    text: hex(colour('--_text')),
    muted: hex(colour('--_muted')),
    edge: hex(colour('--_edge')),
    accent: hex(colour('--_accent')),
    onAccent: hex(colour('--_on-accent')),
    danger: hex(colour('--_danger')),
    success: hex(colour('--_success')),
    focus: hex(colour('--_focus')),
    font: computed.fontFamily,
    size: length('var(--_size)'),
    radius: length('var(--_radius)'),
    space: length('var(--_space)'),
    quarterSpace: length('calc(var(--_space) / 4)'),
    isDark: isDark(surface),
    isStill: matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
  probe.remove();
  return look;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** `oklch()` and `color-mix()` compute to spaces that not every grammar knows: one painted pixel says it in sRGB. */
function painted(colour: string): Rgb {
  const [, red = '', green = '', blue = ''] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour) ?? [];
  if (red !== '') return [Number(red), Number(green), Number(blue)];
  const brush = document.createElement('canvas').getContext('2d');
  if (!brush) return [0, 0, 0];
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = brush.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

function hex(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function isDark([red, green, blue]: Rgb): boolean {
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}
