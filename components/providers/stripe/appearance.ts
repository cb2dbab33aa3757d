import type {Appearance} from '@stripe/stripe-js';

/**
 * Our look in Stripe's words. `var()` does not reach into Stripe's frames: the browser computes each token on a probe, and
 * colours are sent as hex.
 */
export function appearanceOf(place: HTMLElement): Appearance {
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
  const accent = hex(colour('--_accent'));
  const muted = hex(colour('--_muted'));
  const edge = hex(colour('--_edge'));
  const focus = hex(colour('--_focus'));
  const appearance: Appearance = {
    theme: isDark(surface) ? 'night' : 'stripe',
    labels: 'above',
    disableAnimations: matchMedia('(prefers-reduced-motion: reduce)').matches,
    variables: {
      colorPrimary: accent,
      accessibleColorOnColorPrimary: hex(colour('--_on-accent')),
      colorBackground: hex(surface),
      colorText: hex(colour('--_text')),
      colorTextSecondary: muted,
      colorTextPlaceholder: muted,
      colorDanger: hex(colour('--_danger')),
      colorSuccess: hex(colour('--_success')),
      labelColorText: hex(colour('--_text')),
      inputColorBorder: edge,
      inputFocusColorBorder: focus,
      focusOutline: `2px solid ${focus}`,
      focusBoxShadow: 'none',
      inputBoxShadow: 'none',
      fontFamily: computed.fontFamily,
      fontSizeBase: length('var(--_size)'),
      borderRadius: length('var(--_radius)'),
      spacingUnit: length('calc(var(--_space) / 4)'),
      gridRowSpacing: length('var(--_space)'),
    },
  };
  probe.remove();
  return appearance;
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

/** What is not set by us, Stripe takes from its light look or from its dark one. */
function isDark([red, green, blue]: Rgb): boolean {
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}
