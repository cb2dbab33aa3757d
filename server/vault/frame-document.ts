import {createHash} from 'node:crypto';
import type {FrameAssets} from './frame-markup.ts';

export {frameDocument, type FrameAssets, type FrameRequest} from './frame-markup.ts';

/** Sources for `script-src` and `style-src`: exactly these two texts may stand in the document. */
export function frameHashes({script, style}: FrameAssets): {readonly script: string; readonly style: string} {
  return {script: source(script), style: source(style)};
}

function source(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
