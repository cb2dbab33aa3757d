import type {Appearance} from '@stripe/stripe-js';
import {lookOf} from '../look.ts';

/** Our look in Stripe's words. */
export function appearanceOf(place: HTMLElement): Appearance {
  const look = lookOf(place);
  return {
    // What is not set by us, Stripe takes from its light look or from its dark one.
    theme: look.isDark ? 'night' : 'stripe',
    labels: 'above',
    disableAnimations: look.isStill,
    variables: {
      colorPrimary: look.accent,
      accessibleColorOnColorPrimary: look.onAccent,
      colorBackground: look.surface,
      colorText: look.text,
      colorTextSecondary: look.muted,
      colorTextPlaceholder: look.muted,
      colorDanger: look.danger,
      colorSuccess: look.success,
      labelColorText: look.text,
      inputColorBorder: look.edge,
      inputFocusColorBorder: look.focus,
      focusOutline: `2px solid ${look.focus}`,
      focusBoxShadow: 'none',
      inputBoxShadow: 'none',
      fontFamily: look.font,
      fontSizeBase: look.size,
      borderRadius: look.radius,
      spacingUnit: look.quarterSpace,
      gridRowSpacing: look.space,
    },
  };
}
