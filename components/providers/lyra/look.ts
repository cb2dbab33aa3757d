/**
 * The look of what the platform's script draws. It copies the style of our places into its frames when it draws, and does not
 * follow afterwards: so a place keeps the colours that it had then (`freeze`), and stays readable when the theme turns. Frames that name no scheme are
 * light: in a place of another scheme they would have a ground of their own.
 */
const rules = `
guichet-lyra-fields{display:block}
guichet-lyra-fields[hidden]{display:none}
guichet-lyra-fields .kr-embedded{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9rem,100%),1fr));gap:var(--_space);width:100%;min-width:0;padding:3px;box-sizing:border-box}
guichet-lyra-fields .kr-field{display:grid;gap:4px;min-width:0}
guichet-lyra-fields .wide,guichet-lyra-fields .kr-form-error,guichet-lyra-fields .kr-double{grid-column:1/-1}
guichet-lyra-fields .kr-label{color:var(--_text);font-size:.9375em;font-weight:600}
guichet-lyra-fields .kr-embedded .kr-pan,guichet-lyra-fields .kr-embedded .kr-expiry,guichet-lyra-fields .kr-embedded .kr-security-code{box-sizing:border-box;width:100%;height:48px;margin:0;border:1px solid var(--_edge);border-radius:calc(var(--_radius) * .75);background:var(--lyra-ground);color:var(--lyra-text);font-family:inherit;font-size:16px;overflow:hidden;color-scheme:light}
guichet-lyra-fields .kr-field>:focus-within{outline:2px solid var(--_focus);outline-offset:1px}
guichet-lyra-fields .kr-embedded .kr-form-error{margin:0;color:var(--_danger);font-size:.9375em}
guichet-lyra-fields .kr-embedded .kr-form-error:empty{display:none}
guichet-lyra-fields .kr-embedded .kr-payment-button{display:none!important}
guichet-lyra-fields .kr-double{margin:0;color:var(--_muted);font-size:.8125em;overflow-wrap:anywhere}
guichet-lyra-fields .paused{margin-top:12px;color:var(--_text)}
guichet-lyra-fields .paused p{margin:0 0 8px}
guichet-lyra-fields .paused button{min-height:44px;padding:8px 16px;border:1px solid transparent;border-radius:calc(var(--_radius) * .75);background:var(--_accent);color:var(--_on-accent);font:inherit;font-weight:600;cursor:pointer}
guichet-lyra-fields .paused button:focus-visible{outline:2px solid var(--_focus);outline-offset:2px}
`;

let sheet: CSSStyleSheet | undefined;

/** Once for the document: in light DOM an element brings no style of its own along. */
export function wear(): void {
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets.push(sheet);
}

/** The colours of the moment, as values: `var()` would turn with the theme, and what is in the frames would not. */
export function freeze(place: HTMLElement): void {
  const probe = document.createElement('span');
  probe.hidden = true;
  place.append(probe);
  for (const [name, token] of [
    ['--lyra-ground', '--_surface'],
    ['--lyra-text', '--_text'],
  ] as const) {
    probe.style.setProperty('color', `var(${token})`);
    place.style.setProperty(name, getComputedStyle(probe).color);
  }
  probe.remove();
}
