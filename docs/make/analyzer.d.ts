/** The analyzer brings no types of its two functions; these are as much of its manifest as we read. */
declare module '@custom-elements-manifest/analyzer' {
  export {default as ts} from 'typescript';

  export interface Named {
    readonly name: string;
    readonly description?: string;
    readonly default?: string;
    readonly type?: {readonly text: string};
  }

  export interface Attribute extends Named {
    readonly fieldName?: string;
  }

  export interface Member extends Named {
    readonly kind: 'field' | 'method';
    readonly privacy?: string;
    readonly static?: boolean;
    readonly readonly?: boolean;
  }

  export interface Declaration {
    readonly kind: string;
    readonly name: string;
    readonly tagName?: string;
    readonly description?: string;
    readonly attributes?: readonly Attribute[];
    readonly members?: readonly Member[];
    readonly events?: readonly Partial<Named>[];
    readonly slots?: readonly Named[];
    readonly cssParts?: readonly Named[];
    readonly cssProperties?: readonly Named[];
  }

  export function create(given: {modules: readonly object[]; plugins: readonly object[]; context: {dev: boolean}}): {
    readonly modules: readonly {readonly path: string; readonly declarations?: readonly Declaration[]}[];
  };
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): readonly object[];
}
