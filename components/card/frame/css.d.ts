/** The bundler takes a stylesheet out of the module that imports it. */
declare module '*.css';
