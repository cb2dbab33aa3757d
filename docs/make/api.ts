import {code, table} from './elements.ts';

/** An OpenAPI document, as far as the reference reads it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {readonly schemas?: Readonly<Record<string, Schema>>};
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {readonly content?: Content};
  readonly responses?: Readonly<Record<string, {readonly description?: string; readonly content?: Content}>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, {readonly schema?: Schema}>>;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** `docs/api.md`. */
export function apiReference({paths, components}: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => ({path, verb: verb.toUpperCase(), operation})),
  );
  const schemas = Object.entries(components?.schemas ?? {});
  return (
    [
      '# API',
      'Made by `npm run docs` from the routes, as `/openapi.json` is; do not edit.',
      'JSON in snake_case. Amounts are integers in minor units, instants ISO 8601 in UTC. `Authorization: Bearer` and a secret' +
        ' key (`sk_…`, your server) or a client token (`cst_…`, one session in a browser). A refusal is a problem document' +
        ' (RFC 9457): `{type, title, status, code, detail?, errors?: [{path, code}], request_id}`; the `code` is the contract,' +
        ' and `type` opens a page that says it in words.',
      table(
        ['call', 'does'],
        operations.map(({path, verb, operation}) => [
          `[\`${verb} ${path}\`](#${anchor(verb, path)})`,
          operation.summary ?? '',
        ]),
      ),
      ...operations.map(({path, verb, operation}) => call(verb, path, operation)),
      ...(schemas.length > 0 ? ['## Shapes'] : []),
      ...schemas.map(([name, schema]) => [`### ${name}`, ...fields(schema)].join('\n\n')),
    ].join('\n\n') + '\n'
  );
}

/** As GitHub names the heading. */
function anchor(verb: string, path: string): string {
  return `${verb} ${path}`
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-');
}

function call(verb: string, path: string, operation: Operation): string {
  const {summary, description, security = [], parameters = [], requestBody, responses = {}} = operation;
  const keys = [...new Set(security.flatMap((one) => Object.keys(one)))];
  const who = security.length === 0 ? 'Anybody.' : `With ${keys.map(code).join(' or ')}.`;
  const [, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return [
    `## ${verb} ${path}`,
    `${summary ?? ''}. ${who}`.replace(/^\. /, ''),
    ...(description ? [description] : []),
    ...(parameters.length > 0
      ? [
          table(
            ['', 'in', 'type', ''],
            parameters.map(({name, in: place, schema = {}, required, description: words}) => [
              `${code(name)}${required ? '' : ' (optional)'}`,
              place,
              typeOf(schema),
              words ?? schema.description ?? '',
            ]),
          ),
        ]
      : []),
    ...(body?.schema ? ['Takes:', ...fields(body.schema)] : []),
    table(
      ['answer', '', ''],
      Object.entries(responses).map(([status, {description: words = '', content = {}}]) => [
        code(status),
        words,
        Object.entries(content)
          .map(([kind, {schema}]) => (kind === 'application/json' && schema ? typeOf(schema) : code(kind)))
          .join(', '),
      ]),
    ),
  ].join('\n\n');
}

/** The fields of a shape, those of its inner shapes under their path. */
function fields(schema: Schema): string[] {
  const rows = rowsOf(schema, '');
  return rows.length > 0 ? [table(['field', 'type', ''], rows)] : [typeOf(schema)];
}

function rowsOf({properties = {}, required = [], allOf = []}: Schema, prefix: string): string[][] {
  const own = Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const inner = schema.items?.properties ? rowsOf(schema.items, `${path}[].`) : rowsOf(schema, `${path}.`);
    const row = [
      `${code(path)}${required.includes(name) ? '' : ' (optional)'}`,
      typeOf(schema),
      schema.description ?? '',
    ];
    return [row, ...inner];
  });
  return [...allOf.flatMap((part) => rowsOf(part, prefix)), ...own];
}

function typeOf(schema: Schema): string {
  const {$ref, type, items, oneOf, anyOf, allOf, format, additionalProperties} = schema;
  if ($ref) {
    const name = $ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  const union = oneOf ?? anyOf;
  if (union) return union.map(typeOf).join(' or ');
  if (allOf) return allOf.map(typeOf).join(' and ');
  if (items) return `list of ${typeOf(items)}`;
  if (typeof additionalProperties === 'object') return `object of ${typeOf(additionalProperties)}`;
  const named = (typeof type === 'string' ? [type] : (type ?? ['anything'])).join(' or ');
  return `${named}${format ? ` (${format})` : ''}${bounds(schema)}`;
}

function bounds({minimum, maximum, minLength, maxLength, default: given}: Schema): string {
  const low = minimum ?? minLength;
  const high = maximum ?? maxLength;
  const unit = minLength !== undefined || maxLength !== undefined ? ' characters' : '';
  const range =
    low !== undefined && high !== undefined
      ? `, ${low} to ${high}${unit}`
      : high !== undefined
        ? `, up to ${high}${unit}`
        : low !== undefined
          ? `, ${low} or more${unit}`
          : '';
  return `${range}${given === undefined ? '' : `, ${code(JSON.stringify(given))} by default`}`;
}
